// A session is a signed-in browser: 256 random bits in a cookie, their hash in the database.
import { createHash, randomBytes } from 'node:crypto'
import type { Session } from '../http/session-cookie.ts'
import type { Database } from '../storage/database.ts'

export const SESSION_SECONDS = 30 * 24 * 3600

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url')

const nowSeconds = () => Math.floor(Date.now() / 1000)

export const createSessions = (database: Database) => ({
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
      })
      .execute()
    return token
  },

  find: async (token: string): Promise<Session | undefined> => {
    const tokenHash = hashToken(token)
    const account = await database
      .selectFrom('sessions')
      .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
      .where('token_hash', '=', tokenHash)
      .where('expires_at', '>', nowSeconds())
      .selectAll('accounts')
      .executeTakeFirst()
    return account && { tokenHash, account }
  },

  revoke: async (tokenHash: string): Promise<void> => {
    await database.deleteFrom('sessions').where('token_hash', '=', tokenHash).execute()
  },

  /** Signs the account's other browsers out; answers their token hashes. */
  revokeOthers: async ({ tokenHash, account }: Session): Promise<string[]> => {
    const revoked = await database
      .deleteFrom('sessions')
      .where('account_id', '=', account.id)
      .where('token_hash', '!=', tokenHash)
      .returning('token_hash')
      .execute()
    return revoked.map((row) => row.token_hash)
  },
})

export type Sessions = ReturnType<typeof createSessions>
