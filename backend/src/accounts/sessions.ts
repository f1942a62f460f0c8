// A session is a signed-in browser: 256 random bits in a cookie, their hash in the database.
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { SignedInBrowser } from '@gramreel/contracts/accounts'
import type { Session, Visit } from '../http/session-cookie.ts'
import type { Database } from '../storage/database.ts'
import type { Schema } from '../storage/schema.ts'
import { describeBrowser } from './describe-browser.ts'
import { hashToken, isoTime, nowSeconds, randomId, randomToken } from './one-time.ts'
import { roundAddress } from './throttle.ts'

export const SESSION_SECONDS = 30 * 24 * 3600
/** A session says to this exactness when it was used last: not every request is a write. */
const SEEN_SECONDS = 5 * 60

type Parts = {
  database: Database
  /** Withdraws what a session allowed, in the transaction that ends it: the one is never without the other. */
  withdrawGrants: (grants: readonly string[], within: Database) => Promise<void>
  /** Called with the token hash of each session that ended, once it has. */
  onEnd: (tokenHash: string) => void
}

type Condition = (expression: ExpressionBuilder<Schema, 'sessions'>) => Expression<SqlBool>

export const createSessions = ({ database, withdrawGrants, onEnd }: Parts) => {
  /** Within `transaction`; whoever commits it calls what comes back. */
  const end = async (which: Condition, transaction: Database): Promise<() => number> => {
    const ended = await transaction
      .deleteFrom('sessions')
      .where(which)
      .returning(['token_hash', 'grant_id'])
      .execute()
    await withdrawGrants(
      ended.map((row) => row.grant_id),
      transaction,
    )
    return () => {
      for (const row of ended) onEnd(row.token_hash)
      return ended.length
    }
  }

  const endNow = async (which: Condition): Promise<number> =>
    (await database.transaction().execute((transaction) => end(which, transaction)))()

  const touch = async (tokenHash: string, address: string): Promise<void> => {
    const seen = { seen_at: nowSeconds(), address }
    await database.updateTable('sessions').set(seen).where('token_hash', '=', tokenHash).execute()
  }

  return {
    /** The cookie's value, shown this once. */
    open: async (accountId: string, { ip, userAgent }: Visit): Promise<string> => {
      const token = randomToken()
      const now = nowSeconds()
      await database.deleteFrom('sessions').where('expires_at', '<=', now).execute()
      await database
        .insertInto('sessions')
        .values({
          token_hash: hashToken(token),
          account_id: accountId,
          created_at: now,
          expires_at: now + SESSION_SECONDS,
          grant_id: randomId(),
          browser: describeBrowser(userAgent),
          address: roundAddress(ip),
          seen_at: now,
        })
        .execute()
      return token
    },

    find: async (token: string, { ip }: Visit): Promise<Session | undefined> => {
      const tokenHash = hashToken(token)
      const row = await database
        .selectFrom('sessions')
        .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', nowSeconds())
        .selectAll('accounts')
        .select(['grant_id', 'seen_at'])
        .executeTakeFirst()
      if (!row) return undefined
      const { grant_id: grant, seen_at, ...account } = row
      // Nobody waits for it, and nobody is refused because it failed: the disk may be full.
      if (seen_at < nowSeconds() - SEEN_SECONDS) touch(tokenHash, roundAddress(ip)).catch(() => {})
      return { tokenHash, grant, account }
    },

    /** Those of these that are still good. */
    alive: async (tokenHashes: readonly string[]): Promise<string[]> => {
      const rows = await database
        .selectFrom('sessions')
        .select('token_hash')
        .where('token_hash', 'in', tokenHashes)
        .where('expires_at', '>', nowSeconds())
        .execute()
      return rows.map((row) => row.token_hash)
    },

    /** The account's browsers, the one used last first. */
    list: async ({ account, grant }: Session): Promise<SignedInBrowser[]> => {
      const rows = await database
        .selectFrom('sessions')
        .selectAll()
        .where('account_id', '=', account.id)
        .where('expires_at', '>', nowSeconds())
        .orderBy('seen_at', 'desc')
        .orderBy('created_at', 'desc')
        .execute()
      return rows.map((row) => ({
        id: row.grant_id,
        name: row.browser,
        address: row.address,
        signedInAt: isoTime(row.created_at),
        lastSeenAt: isoTime(row.seen_at),
        isThisOne: row.grant_id === grant,
      }))
    },

    end: async ({ tokenHash }: Session): Promise<void> => {
      await endNow((is) => is('token_hash', '=', tokenHash))
    },

    /** False when this account has no such browser. */
    endById: async (accountId: string, id: string): Promise<boolean> =>
      (await endNow((is) => is.and([is('account_id', '=', accountId), is('grant_id', '=', id)]))) > 0,

    endOthers: async ({ tokenHash, account }: Session): Promise<void> => {
      await endNow((is) => is.and([is('account_id', '=', account.id), is('token_hash', '!=', tokenHash)]))
    },

    /** With what else has to end at the same moment. */
    endEverywhere: async (accountId: string, also: (within: Database) => Promise<void>): Promise<void> => {
      const announce = await database.transaction().execute(async (transaction) => {
        await also(transaction)
        return end((is) => is('account_id', '=', accountId), transaction)
      })
      announce()
    },

    /** Within a transaction; call what comes back after its commit. */
    endAll: (accountId: string, within: Database) => end((is) => is('account_id', '=', accountId), within),

    /** What was allowed until now is not any more, without signing anybody out: each browser's next links are new. */
    renewGrants: async (accountId: string, within: Database): Promise<void> => {
      const rows = await within
        .selectFrom('sessions')
        .select(['token_hash', 'grant_id'])
        .where('account_id', '=', accountId)
        .execute()
      for (const { token_hash } of rows)
        await within
          .updateTable('sessions')
          .set({ grant_id: randomId() })
          .where('token_hash', '=', token_hash)
          .execute()
      await withdrawGrants(
        rows.map((row) => row.grant_id),
        within,
      )
    },
  }
}

export type Sessions = ReturnType<typeof createSessions>
