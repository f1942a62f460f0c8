import { randomBytes } from 'node:crypto'
import type { Account, AccountChange, Credentials } from '@gramreel/contracts/accounts'
import { PublicError } from '@gramreel/contracts/errors'
import type { Database } from '../storage/database.ts'
import type { AccountsTable } from '../storage/schema.ts'
import { hashPassword, unmatchableHash, verifyPassword } from './password.ts'
import { addressKey, createThrottle } from './throttle.ts'
import type { SignInCode } from './sign-in-code.ts'

/** PROMISES S27: at most ten tries in a quarter of an hour. */
const THROTTLE = { maxTries: 10, windowMs: 15 * 60 * 1000 }

export const toAccount = (row: AccountsTable): Account => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  hasPassword: row.password_hash !== null,
})

const emailKey = (email: string) => email.trim().toLowerCase()

/** Who may come in. There is one account so far, the owner's, made at the first start. */
export const openAccounts = async (database: Database, signInCode: SignInCode) => {
  const byAccount = createThrottle(THROTTLE)
  const byAddress = createThrottle(THROTTLE)
  // An unknown address costs the same time as a wrong password.
  const nobodysHash = unmatchableHash()

  const findOwner = () =>
    database.selectFrom('accounts').selectAll().where('role', '=', 'owner').executeTakeFirst()
  if (!(await findOwner())) {
    await database
      .insertInto('accounts')
      .values({
        id: randomBytes(16).toString('base64url'),
        name: 'Owner',
        email: null,
        password_hash: null,
        role: 'owner',
        created_at: Math.floor(Date.now() / 1000),
      })
      .execute()
  }

  const owner = async (): Promise<AccountsTable> => {
    const row = await findOwner()
    if (!row) throw new Error('there is no owner')
    return row
  }

  const throttled = (keys: { account?: string; ip: string }): void => {
    const address = addressKey(keys.ip)
    if (!byAddress.begin(address)) throw new PublicError('too_many_requests', `sign-in from ${address}`)
    if (keys.account !== undefined && !byAccount.begin(keys.account)) {
      throw new PublicError('too_many_requests', 'sign-in to one account')
    }
  }

  return {
    owner,

    /** Throws wrong_credentials (the same for an unknown address) or too_many_requests. */
    signIn: async ({ email, password }: Credentials, ip: string): Promise<AccountsTable> => {
      const account = emailKey(email)
      throttled({ account, ip })
      const row = await database
        .selectFrom('accounts')
        .selectAll()
        .where('email', '=', account)
        .executeTakeFirst()
      const isRight = await verifyPassword(password, row?.password_hash ?? nobodysHash)
      if (!row?.password_hash || !isRight) throw new PublicError('wrong_credentials', 'signing in')
      byAccount.forgive(account)
      byAddress.forgive(addressKey(ip))
      return row
    },

    /**
     * Signs the owner in with the code that this start printed; the code stays good when `open` throws. Throws
     * code_used or too_many_requests.
     */
    signInWithCode: async <T>(
      code: string,
      ip: string,
      open: (account: AccountsTable) => Promise<T>,
    ): Promise<T> => {
      throttled({ ip })
      if (!signInCode.redeem(code)) throw new PublicError('code_used', 'signing in with a code')
      byAddress.forgive(addressKey(ip))
      try {
        return await open(await owner())
      } catch (error) {
        signInCode.restore()
        throw error
      }
    },

    change: async (id: string, { name, email, password }: AccountChange): Promise<AccountsTable> =>
      database
        .updateTable('accounts')
        .set({ name, email: emailKey(email), password_hash: await hashPassword(password) })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow(),
  }
}

export type Accounts = Awaited<ReturnType<typeof openAccounts>>
