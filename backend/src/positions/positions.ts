import { POSITIONS_PER_PERSON } from '@gramreel/contracts/positions'
import { isWorthResuming } from '@gramreel/contracts/resume'
import type { Database } from '../storage/database.ts'
import type { FileRow } from '../storage/schema.ts'

type Place = { accountId: string; fileId: string }

export const createPositions = (database: Database, nowMs: () => number = Date.now) => {
  const forget = ({ accountId, fileId }: Place) =>
    database
      .deleteFrom('positions')
      .where('account_id', '=', accountId)
      .where('file_id', '=', fileId)
      .execute()

  const write = ({ accountId, fileId }: Place, seconds: number) => {
    const found = { seconds, updated_at: nowMs() }
    return database
      .insertInto('positions')
      .values({ account_id: accountId, file_id: fileId, ...found })
      .onConflict((conflict) => conflict.columns(['account_id', 'file_id']).doUpdateSet(found))
      .execute()
  }

  /** All but the ones touched last. */
  const forgetOld = (accountId: string) =>
    database
      .deleteFrom('positions')
      .where('account_id', '=', accountId)
      .where('updated_at', '<', (old) =>
        old
          .selectFrom('positions')
          .select('updated_at')
          .where('account_id', '=', accountId)
          .orderBy('updated_at', 'desc')
          .offset(POSITIONS_PER_PERSON - 1)
          .limit(1),
      )
      .execute()

  return {
    /** Remembers where this person stopped, or forgets it where there is nothing to go on with. The last word counts. */
    keep: async (
      accountId: string,
      file: Pick<FileRow, 'id' | 'duration_seconds'>,
      seconds: number,
    ): Promise<void> => {
      const place = { accountId, fileId: file.id }
      if (!isWorthResuming(seconds, file.duration_seconds)) return void (await forget(place))
      await write(place, seconds)
      await forgetOld(accountId)
    },

    /** All of somebody who leaves. */
    endOf: async (accountId: string, within: Database): Promise<void> => {
      await within.deleteFrom('positions').where('account_id', '=', accountId).execute()
    },
  }
}

export type Positions = ReturnType<typeof createPositions>
