// Each person's own marks. They say nothing about the file, and are nobody else's business.
import type { Database } from '../storage/database.ts'

type Parts = {
  database: Database
  /** Throws file_not_found. */
  file: (id: string) => Promise<unknown>
  onChange: () => void
  /** Seconds since 1970. */
  now?: () => number
}

const seconds = () => Math.floor(Date.now() / 1000)

export const createFavourites = ({ database, file, onChange, now = seconds }: Parts) => ({
  /** Once is enough. Throws file_not_found. */
  mark: async (account_id: string, file_id: string): Promise<void> => {
    await file(file_id)
    await database
      .insertInto('favourites')
      .values({ account_id, file_id, marked_at: now() })
      .onConflict((conflict) => conflict.columns(['account_id', 'file_id']).doNothing())
      .execute()
    onChange()
  },

  /** Throws file_not_found. */
  unmark: async (account_id: string, file_id: string): Promise<void> => {
    await file(file_id)
    await database
      .deleteFrom('favourites')
      .where('account_id', '=', account_id)
      .where('file_id', '=', file_id)
      .execute()
    onChange()
  },
})

/** They go with their person. */
export const forgetFavourites = async (accountId: string, within: Database): Promise<void> => {
  await within.deleteFrom('favourites').where('account_id', '=', accountId).execute()
}

export type Favourites = ReturnType<typeof createFavourites>
