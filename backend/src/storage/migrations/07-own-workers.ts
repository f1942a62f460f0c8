import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Workers that enrolled or may, what they sent, and the keys for links, which all backends of one database share. */
export const ownWorkers: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('workers')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('code_hash', 'text', (column) => column.notNull().unique())
      .addColumn('code_expires_at', 'bigint', (column) => column.notNull())
      .addColumn('gallery_origin', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('worker_id', 'text', (column) => column.unique())
      .addColumn('public_key', 'text')
      .addColumn('url', 'text', (column) => column.unique())
      .addColumn('bot_id', 'bigint')
      .addColumn('version', 'text')
      .addColumn('enrolled_at', 'bigint')
      .addColumn('allowance_bytes', 'bigint')
      .execute()
    await db.schema
      .createTable('worker_traffic')
      .addColumn('worker_id', 'text', (column) => column.notNull())
      .addColumn('instance', 'text', (column) => column.notNull())
      .addColumn('month', 'text', (column) => column.notNull())
      .addColumn('sent_bytes', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('worker_traffic_key', ['worker_id', 'month', 'instance'])
      .execute()
    await db.schema
      .createTable('link_keys')
      .addColumn('generation', 'integer', (column) => column.primaryKey())
      .addColumn('kid', 'text', (column) => column.notNull())
      .addColumn('private_key_enc', 'text', (column) => column.notNull())
      .addColumn('signs_from', 'bigint', (column) => column.notNull())
      .execute()
  },
}
