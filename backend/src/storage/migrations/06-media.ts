import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Schema } from '../schema.ts'

/** What a file is beyond what its post says: deleted since, looked into, taken when; and imports of old posts. */
export const media: Migration = {
  up: async (db: Kysely<Pick<Schema, 'files'>>) => {
    for (const column of ['deleted_at', 'taken_at', 'inspected_at'] as const)
      await db.schema.alterTable('files').addColumn(column, 'bigint').execute()
    await db.schema
      .alterTable('files')
      .addColumn('as_file', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema.alterTable('files').addColumn('made_thumbnail', 'text').execute()
    // Nothing in these to look for; of the others it is not known how they were sent.
    await db
      .updateTable('files')
      .set({ inspected_at: 0 })
      .where('kind', 'in', ['audio', 'document'])
      .execute()
    await db.schema
      .createIndex('files_uninspected')
      .on('files')
      .columns(['inspected_at', 'posted_at'])
      .execute()
    await db.schema
      .createTable('imports')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('bot_id', 'bigint', (column) => column.notNull())
      .addColumn('chat_id', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('problem', 'text')
      .addColumn('highest', 'integer')
      .addColumn('next', 'integer', (column) => column.notNull())
      .addColumn('found', 'integer', (column) => column.notNull())
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addUniqueConstraint('imports_chat', ['bot_id', 'chat_id'])
      .execute()
  },
}
