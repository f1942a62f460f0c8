import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

export const signInCodes: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('sign_in_codes')
      .addColumn('code_hash', 'text', (column) => column.primaryKey())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute()
  },
}
