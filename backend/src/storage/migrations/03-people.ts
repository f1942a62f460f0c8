import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Schema } from '../schema.ts'

/** More people than the owner: their browsers, their invitations, and how often somebody tried to be one of them. */
export const people: Migration = {
  up: async (db: Kysely<Pick<Schema, 'sessions'>>) => {
    for (const name of ['browser', 'address']) {
      await db.schema
        .alterTable('sessions')
        .addColumn(name, 'text', (column) => column.notNull().defaultTo(''))
        .execute()
    }
    await db.schema
      .alterTable('sessions')
      .addColumn('seen_at', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute()
    await db
      .updateTable('sessions')
      .set((row) => ({ seen_at: row.ref('created_at') }))
      .execute()
    await db.schema.createIndex('sessions_account').on('sessions').column('account_id').execute()
    await db.schema
      .createTable('known_browsers')
      .addColumn('token_hash', 'text', (column) => column.notNull())
      .addColumn('account_id', 'text', (column) =>
        column.notNull().references('accounts.id').onDelete('cascade'),
      )
      .addColumn('used_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('known_browsers_pk', ['token_hash', 'account_id'])
      .execute()
    await db.schema
      .createTable('invitations')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('code_hash', 'text', (column) => column.notNull().unique())
      .addColumn('account_id', 'text', (column) => column.references('accounts.id').onDelete('cascade'))
      .addColumn('role', 'text')
      .addColumn('note', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('tries')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('tried_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('tries_key').on('tries').columns(['key', 'tried_at']).execute()
    await db.schema.createIndex('tries_age').on('tries').column('tried_at').execute()
  },
}
