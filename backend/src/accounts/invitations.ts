// One-time links: to join, and to a new password. The code stands behind # in the address, so it reaches no server but by the
// POST that uses it; we keep its hash.
import type {
  Invitation,
  InvitationRequest,
  JoinFacts,
  JoinRequest,
  OneTimeLink,
} from '@gramreel/contracts/accounts'
import { PublicError } from '@gramreel/contracts/errors'
import type { Visit } from '../http/session-cookie.ts'
import type { Database } from '../storage/database.ts'
import type { AccountsTable, InvitationsTable } from '../storage/schema.ts'
import { emailKey } from './accounts.ts'
import type { KnownBrowsers } from './known-browsers.ts'
import { hashToken, isoTime, nowSeconds, randomId } from './one-time.ts'
import { hashPassword } from './password.ts'
import { findPerson } from './people.ts'
import type { Sessions } from './sessions.ts'
import { addressKey, type Throttle } from './throttle.ts'

const DAY_SECONDS = 24 * 3600
const STANDARD_DAYS = 7
const RESET_SECONDS = DAY_SECONDS

type Parts = { database: Database; throttle: Throttle; sessions: Sessions; browsers: KnownBrowsers }

const linkOver = () => new PublicError('link_over', 'a code that is not good (any more)')

const keep = async (
  row: Pick<InvitationsTable, 'account_id' | 'role' | 'note' | 'expires_at'>,
  origin: string,
  within: Database,
): Promise<OneTimeLink> => {
  const code = randomId()
  await within.deleteFrom('invitations').where('expires_at', '<=', nowSeconds()).execute()
  await within
    .insertInto('invitations')
    .values({ ...row, id: randomId(), code_hash: hashToken(code) })
    .execute()
  return { url: `${origin}/join#code=${code}`, expiresAt: isoTime(row.expires_at) }
}

/** Uses the code up; of two who try at once one throws link_over. */
const useUp = async (code: string, within: Database): Promise<InvitationsTable> => {
  const [row] = await within
    .deleteFrom('invitations')
    .where('code_hash', '=', hashToken(code))
    .where('expires_at', '>', nowSeconds())
    .returningAll()
    .execute()
  if (!row) throw linkOver()
  return row
}

export const createInvitations = ({ database, throttle, sessions, browsers }: Parts) => {
  /** Throws link_over; too_many_requests for those who guess. A right code is never refused. */
  const find = async (code: string, { ip }: Visit): Promise<InvitationsTable> => {
    const row = await database
      .selectFrom('invitations')
      .selectAll()
      .where('code_hash', '=', hashToken(code))
      .where('expires_at', '>', nowSeconds())
      .executeTakeFirst()
    if (row) return row
    await throttle.begin(`address ${addressKey(ip)}`)
    throw linkOver()
  }

  return {
    invite: ({ role, note = '', days = STANDARD_DAYS }: InvitationRequest, origin: string) =>
      keep(
        { account_id: null, role, note: note.trim(), expires_at: nowSeconds() + days * DAY_SECONDS },
        origin,
        database,
      ),

    list: async (): Promise<Invitation[]> => {
      const rows = await database
        .selectFrom('invitations')
        .selectAll()
        .where('expires_at', '>', nowSeconds())
        .orderBy('expires_at')
        .execute()
      return rows.flatMap(({ id, role, note, expires_at }) =>
        role === null ? [] : { id, role, note, expiresAt: isoTime(expires_at) },
      )
    },

    /** Throws not_found. */
    revoke: async (id: string): Promise<void> => {
      const [row] = await database
        .deleteFrom('invitations')
        .where('id', '=', id)
        .where('role', 'is not', null)
        .returning('id')
        .execute()
      if (!row) throw new PublicError('not_found', 'no such invitation')
    },

    /** A link to a new password; signs the person out everywhere. The last such link ends. Throws not_found. */
    reset: async (accountId: string, origin: string): Promise<OneTimeLink> => {
      const [link, announce] = await database.transaction().execute(async (transaction) => {
        await findPerson(accountId, transaction)
        await transaction.deleteFrom('invitations').where('account_id', '=', accountId).execute()
        await browsers.forgetAll(accountId, transaction)
        const row = { account_id: accountId, role: null, note: '' }
        const made = await keep({ ...row, expires_at: nowSeconds() + RESET_SECONDS }, origin, transaction)
        return [made, await sessions.endAll(accountId, transaction)] as const
      })
      announce()
      return link
    },

    look: async (code: string, visit: Visit): Promise<JoinFacts> => {
      const { account_id, role } = await find(code, visit)
      if (role !== null) return { kind: 'invitation', role }
      const { name, email } = await findPerson(account_id ?? '', database)
      return { kind: 'reset', name, email }
    },

    /** The guest becomes a person. Throws link_over or email_taken, and then the link stays good. */
    join: async ({ code, name, email, password }: JoinRequest, visit: Visit): Promise<AccountsTable> => {
      await find(code, visit)
      const password_hash = await hashPassword(password)
      return database.transaction().execute(async (transaction) => {
        const { role } = await useUp(code, transaction)
        if (role === null) throw linkOver()
        const fields = { name: name.trim(), email: emailKey(email), password_hash, role }
        const [row] = await transaction
          .insertInto('accounts')
          .values({ ...fields, id: randomId(), created_at: nowSeconds() })
          .onConflict((conflict) => conflict.column('email').doNothing())
          .returningAll()
          .execute()
        if (!row) throw new PublicError('email_taken', 'joining')
        return row
      })
    },

    /** Throws link_over. Whoever was signed in meanwhile is no more. */
    choosePassword: async (code: string, password: string, visit: Visit): Promise<AccountsTable> => {
      await find(code, visit)
      const password_hash = await hashPassword(password)
      const [row, announce] = await database.transaction().execute(async (transaction) => {
        const { account_id } = await useUp(code, transaction)
        if (account_id === null) throw linkOver()
        const changed = await transaction
          .updateTable('accounts')
          .set({ password_hash })
          .where('id', '=', account_id)
          .returningAll()
          .executeTakeFirstOrThrow()
        return [changed, await sessions.endAll(account_id, transaction)] as const
      })
      announce()
      return row
    },
  }
}

export type Invitations = ReturnType<typeof createInvitations>
