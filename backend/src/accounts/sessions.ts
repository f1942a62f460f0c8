// A session is a signed-in browser: 256 random bits in a cookie, their hash in the database.
import { createHash, randomBytes } from 'node:crypto'
import type { Session } from '../http/session-cookie.ts'
import type { Database } from '../storage/database.ts'

export const SESSION_SECONDS = 30 * 24 * 3600

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url')

const grantsOf = (rows: { grant_id: string }[]) => rows.map((row) => row.grant_id)

const nowSeconds = () => Math.floor(Date.now() / 1000)

/** Withdraws what a session allowed, in the transaction that ends it: the one is never without the other. */
export type WithdrawGrants = (grants: readonly string[], within: Database) => Promise<void>

export const createSessions = (database: Database, withdrawGrants: WithdrawGrants) => ({
  /** The cookie's value, shown this once. */
  open: async (accountId: string): Promise<string> => {
    const token = randomBytes(32).toString('base64url')
    const now = nowSeconds()
    await database.deleteFrom('sessions').where('expires_at', '<=', now).execute()
    await database
      .insertInto('sessions')
      .values({
        token_hash: hashToken(token),
        account_id: accountId,
        created_at: now,
        expires_at: now + SESSION_SECONDS,
        grant_id: randomBytes(16).toString('base64url'),
      })
      .execute()
    return token
  },

  find: async (token: string): Promise<Session | undefined> => {
    const tokenHash = hashToken(token)
    const row = await database
      .selectFrom('sessions')
      .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
      .where('token_hash', '=', tokenHash)
      .where('expires_at', '>', nowSeconds())
      .selectAll('accounts')
      .select('grant_id')
      .executeTakeFirst()
    if (!row) return undefined
    const { grant_id: grant, ...account } = row
    return { tokenHash, grant, account }
  },

  revoke: async (tokenHash: string): Promise<void> =>
    database.transaction().execute(async (transaction) => {
      const ended = await transaction
        .deleteFrom('sessions')
        .where('token_hash', '=', tokenHash)
        .returning('grant_id')
        .execute()
      await withdrawGrants(grantsOf(ended), transaction)
    }),

  /** Signs the account's other browsers out; answers their token hashes. */
  revokeOthers: async ({ tokenHash, account }: Session): Promise<string[]> =>
    database.transaction().execute(async (transaction) => {
      const ended = await transaction
        .deleteFrom('sessions')
        .where('account_id', '=', account.id)
        .where('token_hash', '!=', tokenHash)
        .returning(['token_hash', 'grant_id'])
        .execute()
      await withdrawGrants(grantsOf(ended), transaction)
      return ended.map((row) => row.token_hash)
    }),
})

export type Sessions = ReturnType<typeof createSessions>
