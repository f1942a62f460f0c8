import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Schema } from '../schema.ts'
import { numbering } from './numbering.ts'

/** Who may watch by which sign-in (grants), and Telegram sessions kept for workers. */
export const workers: Migration = {
  up: async (db: Kysely<Pick<Schema, 'sessions'>>) => {
    await db.schema.alterTable('sessions').addColumn('grant_id', 'text').execute()
    // Links of before named no grant; each browser gets one for its next links.
    for (const { token_hash } of await db.selectFrom('sessions').select('token_hash').execute()) {
      const grant = { grant_id: randomBytes(16).toString('base64url') }
      await db.updateTable('sessions').set(grant).where('token_hash', '=', token_hash).execute()
    }
    await db.schema
      .createTable('withdrawn_grants')
      .addColumn('number', 'integer', numbering(db))
      .addColumn('grant_id', 'text', (column) => column.notNull())
      .addColumn('withdrawn_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('worker_sessions')
      .addColumn('slot', 'text', (column) => column.primaryKey())
      .addColumn('worker_id', 'text', (column) => column.notNull())
      .addColumn('pool', 'text', (column) => column.notNull())
      .addColumn('session_enc', 'text')
      .addColumn('holder', 'text')
      .addColumn('used_at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('worker_sessions_pool')
      .on('worker_sessions')
      .columns(['worker_id', 'pool'])
      .execute()
  },
}
