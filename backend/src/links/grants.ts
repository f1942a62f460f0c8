// What allows links, and does no longer. A link names its grant (the sign-in, later the share, by which it was asked for), so
// that all links of one can be withdrawn at once. Workers ask for the list; they believe nobody who tells them.
import { WITHDRAWN_KEPT_SECONDS, WITHDRAWN_PAGE, type WithdrawnGrants } from '@gramreel/contracts/workers'
import type { Database } from '../storage/database.ts'

export const createGrants = (database: Database, now = () => Math.floor(Date.now() / 1000)) => ({
  /**
   * The one door to withdrawing; within the transaction that ends what allowed it. Always in one: only so no number is
   * committed before a smaller one, which whoever asks for what came after would then never see.
   */
  withdraw: async (grants: readonly string[], within?: Database): Promise<void> => {
    if (grants.length === 0) return
    const forgotten = now() - WITHDRAWN_KEPT_SECONDS
    const rows = grants.map((grant) => ({ grant_id: grant, withdrawn_at: now() }))
    const write = async (transaction: Database): Promise<void> => {
      await transaction.deleteFrom('withdrawn_grants').where('withdrawn_at', '<', forgotten).execute()
      await transaction.insertInto('withdrawn_grants').values(rows).execute()
    }
    await (within ? write(within) : database.transaction().execute(write))
  },

  /** What was withdrawn after number `since`, a page of it. A `since` of another database counts as none. */
  withdrawn: async (since: number): Promise<WithdrawnGrants> => {
    const { last } = await database
      .selectFrom('withdrawn_grants')
      .select((expression) => expression.fn.max('number').as('last'))
      .executeTakeFirstOrThrow()
    const after = since > (last ?? 0) ? 0 : since
    const rows = await database
      .selectFrom('withdrawn_grants')
      .select(['number', 'grant_id'])
      .where('number', '>', after)
      .orderBy('number')
      .limit(WITHDRAWN_PAGE)
      .execute()
    return { grants: rows.map((row) => row.grant_id), next: rows.at(-1)?.number ?? after }
  },
})

export type Grants = ReturnType<typeof createGrants>
