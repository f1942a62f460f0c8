import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Schema } from '../schema.ts'

/** Several bots at once, their channels, what waits for the owner's decision, and each file's id for each bot. */
export const bots: Migration = {
  up: async (db: Kysely<Pick<Schema, 'bots' | 'files' | 'file_bots'>>) => {
    await db.schema
      .alterTable('bots')
      .addColumn('is_named', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await db.schema.alterTable('bots').addColumn('webhook_secret_enc', 'text').execute()
    // Until now one bot was at work: the last that the settings named. Those before it stay away.
    const last = await db.selectFrom('bots').select('id').orderBy('used_at', 'desc').executeTakeFirst()
    if (last) {
      await db.deleteFrom('bots').where('id', '<>', last.id).execute()
      await db.updateTable('bots').set({ is_named: 1 }).execute()
    }

    await db.schema
      .createTable('file_bots')
      .addColumn('file', 'text', (column) => column.notNull().references('files.id').onDelete('cascade'))
      .addColumn('bot_id', 'bigint', (column) => column.notNull())
      .addColumn('file_id', 'text', (column) => column.notNull())
      .addColumn('file_unique_id', 'text', (column) => column.notNull())
      .addColumn('thumbnail_file_id', 'text')
      .addPrimaryKeyConstraint('file_bots_key', ['file', 'bot_id'])
      .execute()
    await sql`INSERT INTO file_bots (file, bot_id, file_id, file_unique_id, thumbnail_file_id)
      SELECT id, bot_id, file_id, file_unique_id, thumbnail_file_id FROM files`.execute(db)

    await db.schema
      .createTable('channels')
      .addColumn('bot_id', 'bigint', (column) => column.notNull())
      .addColumn('chat_id', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('decision', 'text', (column) => column.notNull())
      .addColumn('problem', 'text')
      .addColumn('may_post', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('missed', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('found_at', 'bigint', (column) => column.notNull())
      .addColumn('heard_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('channels_key', ['bot_id', 'chat_id'])
      .execute()
    await db.schema
      .createTable('waiting_posts')
      .addColumn('bot_id', 'bigint', (column) => column.notNull())
      .addColumn('chat_id', 'text', (column) => column.notNull())
      .addColumn('message_id', 'integer', (column) => column.notNull())
      .addColumn('edited_at', 'bigint', (column) => column.notNull())
      .addColumn('post', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('waiting_posts_key', ['bot_id', 'chat_id', 'message_id'])
      .execute()
  },
}
