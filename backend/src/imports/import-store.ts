// Where each import is. One row for each channel of a bot, so that a restart goes on where it was.
import { randomBytes } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { ImportsTable } from '../storage/schema.ts'

export type ImportRow = Selectable<ImportsTable>
export type ImportKey = { botId: number; chat: string }

const seconds = () => Math.floor(Date.now() / 1000)

export const createImportStore = (database: Database) => {
  const change = (id: string, values: Partial<ImportRow>) =>
    database
      .updateTable('imports')
      .set({ ...values, updated_at: seconds() })
      .where('id', '=', id)
      .executeTakeFirst()

  return {
    all: (): Promise<ImportRow[]> =>
      database.selectFrom('imports').selectAll().orderBy('started_at').orderBy('id').execute(),

    one: ({ botId, chat }: ImportKey): Promise<ImportRow | undefined> =>
      database
        .selectFrom('imports')
        .selectAll()
        .where('bot_id', '=', botId)
        .where('chat_id', '=', chat)
        .executeTakeFirst(),

    /** From the start, whether or not there was one. */
    begin: async ({ botId, chat }: ImportKey): Promise<void> => {
      const fresh = {
        // Another run: a step of the last one that is still under way changes nothing any more.
        id: randomBytes(16).toString('base64url'),
        state: 'running' as const,
        problem: null,
        highest: null,
        next: 0,
        found: 0,
        started_at: seconds(),
        updated_at: seconds(),
      }
      await database
        .insertInto('imports')
        .values({ ...fresh, bot_id: botId, chat_id: chat })
        .onConflict((conflict) => conflict.columns(['bot_id', 'chat_id']).doUpdateSet(fresh))
        .execute()
    },

    /** Whose turn it is: the one that waited longest. */
    next: (): Promise<ImportRow | undefined> =>
      database
        .selectFrom('imports')
        .selectAll()
        .where('state', '=', 'running')
        .orderBy('updated_at')
        .orderBy('started_at')
        .limit(1)
        .executeTakeFirst(),

    change,

    /** A step is done. `from` is where it began: a step that is told twice counts once. */
    advance: async ({ id, next: from }: ImportRow, next: number, found: number): Promise<void> => {
      await database
        .updateTable('imports')
        .set((row) => ({
          next,
          found: row('found', '+', found),
          problem: null,
          updated_at: seconds(),
          ...(next === 0 && { state: 'done' as const }),
        }))
        .where('id', '=', id)
        .where('next', '=', from)
        .execute()
    },

    cancel: async ({ botId, chat }: ImportKey): Promise<void> => {
      await database.deleteFrom('imports').where('bot_id', '=', botId).where('chat_id', '=', chat).execute()
    },

    /** The newest post that we were told of. */
    highestKnown: async (chat: string): Promise<number> => {
      const { highest } = await database
        .selectFrom('files')
        .select((files) => files.fn.max('message_id').as('highest'))
        .where('chat_id', '=', chat)
        .where('box', '=', 0)
        .executeTakeFirstOrThrow()
      return highest ?? 0
    },
  }
}

export type ImportStore = ReturnType<typeof createImportStore>
