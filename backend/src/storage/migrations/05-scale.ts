import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What several backends on one database share. */
export const scale: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('leases')
      .addColumn('task', 'text', (column) => column.primaryKey())
      .addColumn('holder', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('secret_marks')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('mark_enc', 'text', (column) => column.notNull())
      .execute()
    await db.schema.alterTable('worker_sessions').addColumn('heard_at', 'bigint').execute()
  },
}
