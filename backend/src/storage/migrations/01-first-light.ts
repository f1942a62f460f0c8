import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { numbering } from './numbering.ts'

export const firstLight: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('accounts')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('email', 'text', (column) => column.unique())
      .addColumn('password_hash', 'text')
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('sessions')
      .addColumn('token_hash', 'text', (column) => column.primaryKey())
      .addColumn('account_id', 'text', (column) =>
        column.notNull().references('accounts.id').onDelete('cascade'),
      )
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('bots')
      .addColumn('id', 'bigint', (column) => column.primaryKey())
      .addColumn('username', 'text', (column) => column.notNull())
      .addColumn('token_enc', 'text', (column) => column.notNull())
      .addColumn('used_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('files')
      .addColumn('number', 'integer', numbering(db))
      .addColumn('id', 'text', (column) => column.notNull().unique())
      .addColumn('bot_id', 'bigint', (column) => column.notNull())
      .addColumn('box', 'bigint', (column) => column.notNull())
      .addColumn('chat_id', 'text', (column) => column.notNull())
      .addColumn('message_id', 'integer', (column) => column.notNull())
      .addColumn('media_group_id', 'text')
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('caption', 'text', (column) => column.notNull())
      .addColumn('mime', 'text', (column) => column.notNull())
      .addColumn('size', 'bigint', (column) => column.notNull())
      .addColumn('width', 'integer')
      .addColumn('height', 'integer')
      .addColumn('duration_seconds', 'double precision')
      .addColumn('posted_at', 'bigint', (column) => column.notNull())
      .addColumn('edited_at', 'bigint')
      .addColumn('file_id', 'text', (column) => column.notNull())
      .addColumn('file_unique_id', 'text', (column) => column.notNull())
      .addColumn('thumbnail_file_id', 'text')
      .addColumn('thumbnail_unique_id', 'text')
      .addColumn('search_text', 'text', (column) => column.notNull())
      .addUniqueConstraint('files_message', ['box', 'chat_id', 'message_id'])
      .execute()
    await db.schema
      .createIndex('files_newest')
      .on('files')
      .columns(['posted_at desc', 'number desc'])
      .execute()
    await db.schema
      .createIndex('files_kind_newest')
      .on('files')
      .columns(['kind', 'posted_at desc', 'number desc'])
      .execute()
  },
}
