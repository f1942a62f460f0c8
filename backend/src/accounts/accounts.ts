// Who may come in, and what people change about themselves. What the owner changes about others is in people.ts.
import type { Account, AccountChange, Credentials } from '@gramreel/contracts/accounts'
import { PublicError } from '@gramreel/contracts/errors'
import type { Session, Visit } from '../http/session-cookie.ts'
import type { Database } from '../storage/database.ts'
import type { AccountsTable } from '../storage/schema.ts'
import type { KnownBrowsers } from './known-browsers.ts'
import { hashToken, nowSeconds } from './one-time.ts'
import { hashPassword, unmatchableHash, verifyPassword } from './password.ts'
import type { SignInCode } from './sign-in-code.ts'
import { addressKey, type Throttle } from './throttle.ts'

export const toAccount = (row: AccountsTable): Account => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  hasPassword: row.password_hash !== null,
})

/** Two ways to write one address are one sign-in name. */
export const emailKey = (email: string): string => email.trim().normalize('NFKC').toLowerCase()

type Parts = { database: Database; throttle: Throttle; browsers: KnownBrowsers; signInCode: SignInCode }

/** Makes the owner's account at the first start. */
export const openAccounts = async ({ database, throttle, browsers, signInCode }: Parts) => {
  // An unknown address costs the same time as a wrong password.
  const nobodysHash = unmatchableHash()

  /** The first of them, should there be several. */
  const findOwner = () =>
    database
      .selectFrom('accounts')
      .selectAll()
      .where('role', '=', 'owner')
      .orderBy('created_at')
      .orderBy('id')
      .executeTakeFirst()
  if (!(await findOwner())) {
    // One id, so that two backends that start at once on an empty database make one owner.
    const first = { id: 'owner', name: 'Owner', email: null, password_hash: null, role: 'owner' as const }
    await database
      .insertInto('accounts')
      .values({ ...first, created_at: nowSeconds() })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
  }

  const owner = async (): Promise<AccountsTable> => {
    const row = await findOwner()
    if (!row) throw new Error('there is no owner')
    return row
  }

  /** Throws wrong_password or too_many_requests. A session alone, in a browser left open, is not enough to change these. */
  const askForPassword = async ({ account }: Session, password: string | undefined): Promise<void> => {
    if (account.password_hash === null) return
    const attempt = await throttle.begin(`session of ${account.id}`)
    if (password === undefined || !(await verifyPassword(password, account.password_hash)))
      throw new PublicError('wrong_password', 'changing an account')
    await attempt.forgive()
  }

  return {
    owner,

    /** Throws wrong_credentials (the same for an unknown address) or too_many_requests. */
    signIn: async ({ email, password }: Credentials, { ip, browserToken }: Visit): Promise<AccountsTable> => {
      const key = emailKey(email)
      const row = await database
        .selectFrom('accounts')
        .selectAll()
        .where('email', '=', key)
        .executeTakeFirst()
      const isKnown = browserToken !== undefined && (await browsers.isKnown(row?.id ?? '', browserToken))
      const attempt = isKnown
        ? await throttle.begin(`browser ${hashToken(browserToken)}`)
        : await throttle.begin(`address ${addressKey(ip)}`, `account ${key}`)
      const isRight = await verifyPassword(password, row?.password_hash ?? nobodysHash)
      if (!row?.password_hash || !isRight) throw new PublicError('wrong_credentials', 'signing in')
      await attempt.forgive()
      return row
    },

    /**
     * Signs the owner in with the code that this start printed; the code stays good when `open` throws. Throws
     * code_used or too_many_requests. The right code is never refused: it is the way in when guessers fill the limits.
     */
    signInWithCode: async <T>(
      code: string,
      { ip }: Visit,
      open: (account: AccountsTable) => Promise<T>,
    ): Promise<T> => {
      if (!(await signInCode.redeem(code))) {
        await throttle.begin(`address ${addressKey(ip)}`)
        throw new PublicError('code_used', 'signing in with a code')
      }
      try {
        return await open(await owner())
      } catch (error) {
        await signInCode.restore(code)
        throw error
      }
    },

    /** Throws wrong_password, too_many_requests or email_taken; bad_request without a first password. */
    change: async (
      session: Session,
      { name, email, password, presentPassword }: AccountChange,
    ): Promise<AccountsTable> => {
      const { account } = session
      const address = emailKey(email)
      if (password === undefined && account.password_hash === null)
        throw new PublicError('bad_request', 'a first password is missing')
      if (password !== undefined || address !== account.email) await askForPassword(session, presentPassword)
      const password_hash = password === undefined ? account.password_hash : await hashPassword(password)
      return database.transaction().execute(async (transaction) => {
        const others = await transaction
          .selectFrom('accounts')
          .select('id')
          .where('email', '=', address)
          .where('id', '!=', account.id)
          .execute()
        if (others.length > 0) throw new PublicError('email_taken', 'changing an account')
        if (password !== undefined) await browsers.forgetAll(account.id, transaction)
        return transaction
          .updateTable('accounts')
          .set({ name: name.trim(), email: address, password_hash })
          .where('id', '=', account.id)
          .returningAll()
          .executeTakeFirstOrThrow()
      })
    },
  }
}

export type Accounts = Awaited<ReturnType<typeof openAccounts>>
