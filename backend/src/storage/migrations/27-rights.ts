import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Whether a bot may delete in a chat; told at the next look at its place there, which each start takes. */
export const rights: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .alterTable('channels')
      .addColumn('may_delete', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  },
}
