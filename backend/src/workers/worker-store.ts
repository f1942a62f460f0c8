// Workers in the database.
import type { Database } from '../storage/database.ts'

/** A worker that links may name. */
export type KnownWorker = {
  id: string
  url: string
  botId: number | undefined
  /** Its host's allowance of this month is used up. */
  isSpent: boolean
}

export const createWorkerStore = (database: Database) => ({
  enrolled: async (): Promise<KnownWorker[]> => {
    const rows = await database
      .selectFrom('workers')
      .select(['worker_id', 'url', 'bot_id'])
      .where('enrolled_at', 'is not', null)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    return rows.flatMap(({ worker_id: id, url, bot_id: botId }) =>
      id !== null && url !== null && botId !== null ? [{ id, url, botId, isSpent: false }] : [],
    )
  },
})

export type WorkerStore = ReturnType<typeof createWorkerStore>
