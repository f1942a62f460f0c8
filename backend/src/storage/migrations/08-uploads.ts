import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Schema } from '../schema.ts'

/** Files on their way into a channel, and which of them is the one that is posted. */
export const uploads: Migration = {
  up: async (db: Kysely<Schema>) => {
    await db.schema
      .createTable('uploads')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('account_id', 'text', (column) => column.notNull())
      .addColumn('worker_id', 'text', (column) => column.notNull())
      .addColumn('bot_id', 'bigint', (column) => column.notNull())
      .addColumn('chat_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('mime', 'text', (column) => column.notNull())
      .addColumn('size', 'bigint', (column) => column.notNull())
      .addColumn('caption', 'text', (column) => column.notNull())
      .addColumn('sent_as', 'text', (column) => column.notNull())
      .addColumn('width', 'integer')
      .addColumn('height', 'integer')
      .addColumn('duration_seconds', 'double precision')
      .addColumn('thumbnail', 'text')
      .addColumn('fingerprint', 'text')
      .addColumn('random_id', 'text', (column) => column.notNull())
      .addColumn('received', 'bigint', (column) => column.notNull())
      .addColumn('chain', 'text')
      .addColumn('stage', 'text', (column) => column.notNull())
      .addColumn('failure', 'text')
      .addColumn('media_id', 'text')
      .addColumn('media', 'text')
      .addColumn('after_message', 'bigint', (column) => column.notNull())
      .addColumn('file_id', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('touched_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('uploads_account')
      .on('uploads')
      .columns(['account_id', 'created_at'])
      .execute()
    await db.schema.createIndex('uploads_fingerprint').on('uploads').columns(['fingerprint']).execute()
    await db.schema.createIndex('uploads_stage').on('uploads').columns(['stage', 'touched_at']).execute()
    await db.schema
      .createTable('upload_claims')
      .addColumn('content', 'text', (column) => column.primaryKey())
      .addColumn('upload_id', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('upload_limits')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('bytes_per_day', 'bigint', (column) => column.notNull())
      .addColumn('files_per_day', 'bigint', (column) => column.notNull())
      .addColumn('files_under_way', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('upload_workers')
      .addColumn('worker_id', 'text', (column) => column.primaryKey())
      .addColumn('max_bytes', 'bigint', (column) => column.notNull())
      .execute()
  },
}
