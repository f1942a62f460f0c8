import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** For how long a playback stood still for new links; of those before, nobody knows. */
export const renewals: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .alterTable('playbacks')
      .addColumn('renewal_ms', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  },
}
