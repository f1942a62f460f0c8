// Browsers that were signed in to an account before. Whoever knows somebody's e-mail address could use up the tries of that
// account for ever, and so keep its owner out; a known browser has tries of its own, which no stranger can use up
// (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"; ADR 12).
import type { Database } from '../storage/database.ts'
import { hashToken, nowSeconds, randomToken } from './one-time.ts'

/** As long as browsers keep a cookie at most (RFC 6265bis, section 5.5). */
export const KNOWN_SECONDS = 400 * 24 * 3600

export const createKnownBrowsers = (database: Database) => ({
  isKnown: async (accountId: string, token: string): Promise<boolean> => {
    const row = await database
      .selectFrom('known_browsers')
      .select('used_at')
      .where('token_hash', '=', hashToken(token))
      .where('account_id', '=', accountId)
      .where('used_at', '>', nowSeconds() - KNOWN_SECONDS)
      .executeTakeFirst()
    return row !== undefined
  },

  /** Remembers the browser for this account too, under a fresh value of its cookie. */
  remember: async (accountId: string, oldToken: string | undefined): Promise<string> => {
    const token = randomToken()
    const token_hash = hashToken(token)
    const used_at = nowSeconds()
    await database.transaction().execute(async (transaction) => {
      await transaction
        .deleteFrom('known_browsers')
        .where('used_at', '<=', used_at - KNOWN_SECONDS)
        .execute()
      if (oldToken !== undefined)
        await transaction
          .updateTable('known_browsers')
          .set({ token_hash })
          .where('token_hash', '=', hashToken(oldToken))
          .execute()
      await transaction
        .insertInto('known_browsers')
        .values({ token_hash, account_id: accountId, used_at })
        .onConflict((conflict) => conflict.columns(['token_hash', 'account_id']).doUpdateSet({ used_at }))
        .execute()
    })
    return token
  },

  forgetAll: async (accountId: string, within: Database = database): Promise<void> => {
    await within.deleteFrom('known_browsers').where('account_id', '=', accountId).execute()
  },
})

export type KnownBrowsers = ReturnType<typeof createKnownBrowsers>
