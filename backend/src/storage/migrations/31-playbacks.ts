import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Figures: how playbacks and pages went, and what workers did, by the hour. */
export const playbacks: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('playbacks')
      .addColumn('sid', 'text', (column) => column.primaryKey())
      .addColumn('sn', 'integer', (column) => column.notNull())
      .addColumn('hour', 'bigint', (column) => column.notNull())
      .addColumn('start_ms', 'integer')
      .addColumn('is_over', 'integer', (column) => column.notNull())
      .addColumn('stalls', 'integer', (column) => column.notNull())
      .addColumn('stalled_ms', 'integer', (column) => column.notNull())
      .addColumn('played_ms', 'integer', (column) => column.notNull())
      .addColumn('seeks', 'text', (column) => column.notNull())
      .addColumn('frames', 'integer', (column) => column.notNull())
      .addColumn('dropped', 'integer', (column) => column.notNull())
      .addColumn('renewals', 'integer', (column) => column.notNull())
      .addColumn('failure', 'text')
      .execute()
    await db.schema
      .createTable('page_loads')
      .addColumn('hour', 'bigint', (column) => column.notNull())
      .addColumn('lcp_ms', 'integer')
      .addColumn('inp_ms', 'integer')
      .addColumn('cls', 'integer')
      .execute()
    await db.schema
      .createTable('worker_hours')
      .addColumn('worker_id', 'text', (column) => column.notNull())
      .addColumn('instance', 'text', (column) => column.notNull())
      .addColumn('hour', 'bigint', (column) => column.notNull())
      .addColumn('sent_bytes', 'bigint', (column) => column.notNull())
      .addColumn('read_bytes', 'bigint', (column) => column.notNull())
      .addColumn('flood_waits', 'bigint', (column) => column.notNull())
      .addColumn('flood_seconds', 'double precision', (column) => column.notNull())
      .addColumn('first_bytes', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('worker_hours_key', ['worker_id', 'hour', 'instance'])
      .execute()
    for (const table of ['playbacks', 'page_loads', 'worker_hours'] as const)
      await db.schema.createIndex(`${table}_hour`).on(table).column('hour').execute()
  },
}
