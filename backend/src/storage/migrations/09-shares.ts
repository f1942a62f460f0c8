import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What guests may see. No cascade from accounts: a share must not go without its links being withdrawn, see shares.ts. */
export const shares: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('shares')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('slug_hash', 'text', (column) => column.notNull().unique())
      .addColumn('slug_enc', 'text', (column) => column.notNull())
      .addColumn('account_id', 'text', (column) => column.notNull().references('accounts.id'))
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('album_box', 'bigint')
      .addColumn('album_chat_id', 'text')
      .addColumn('album_group_id', 'text')
      .addColumn('password_hash', 'text')
      .addColumn('downloads', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint')
      .addColumn('grant_id', 'text')
      .addColumn('views', 'integer', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('shares_account').on('shares').column('account_id').execute()
    await db.schema
      .createTable('share_files')
      .addColumn('share_id', 'text', (column) => column.notNull().references('shares.id').onDelete('cascade'))
      .addColumn('file_id', 'text', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('share_files_key', ['share_id', 'file_id'])
      .execute()
    await db.schema
      .createIndex('files_album')
      .on('files')
      .columns(['media_group_id', 'chat_id', 'box'])
      .execute()
  },
}
