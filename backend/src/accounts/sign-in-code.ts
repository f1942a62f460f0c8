// The one-time code that a start prints. With SQLite it is kept in memory only, so a restart replaces it. Where several
// backends share a Postgres, the one that prints it is not always the one that is asked: there its hash is in the database, for
// a day.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Database } from '../storage/database.ts'
import { isPostgres } from '../storage/is-postgres.ts'

const GOOD_SECONDS = 24 * 3600

const sha256 = (text: string) => createHash('sha256').update(text).digest()

/** 128 random bits; whoever starts the backend prints them. */
const newCode = () => randomBytes(16).toString('base64url')

export type SignInCode = {
  code: string
  /** True once for the right code, false ever after. */
  redeem: (candidate: string) => Promise<boolean>
  /** It was redeemed but could not be used, as on a full disk: once more it is good. */
  restore: (code: string) => Promise<void>
}

export const createSignInCode = (): SignInCode => {
  const code = newCode()
  const hash = sha256(code)
  let expected: Buffer | undefined = hash
  return {
    code,
    redeem: async (candidate) => {
      if (expected === undefined || !timingSafeEqual(sha256(candidate), expected)) return false
      expected = undefined
      return true
    },
    restore: async () => {
      expected = hash
    },
  }
}

const hashOf = (code: string) => sha256(code).toString('base64url')
const now = () => Math.floor(Date.now() / 1000)

const createSharedSignInCode = async (database: Database): Promise<SignInCode> => {
  const code = newCode()
  const add = async (text: string): Promise<void> => {
    await database
      .insertInto('sign_in_codes')
      .values({ code_hash: hashOf(text), created_at: now() })
      .onConflict((conflict) => conflict.column('code_hash').doNothing())
      .execute()
  }
  await database
    .deleteFrom('sign_in_codes')
    .where('created_at', '<', now() - GOOD_SECONDS)
    .execute()
  await add(code)
  return {
    code,
    redeem: async (candidate) => {
      const { numDeletedRows } = await database
        .deleteFrom('sign_in_codes')
        .where('code_hash', '=', hashOf(candidate))
        .where('created_at', '>=', now() - GOOD_SECONDS)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },
    restore: add,
  }
}

export const openSignInCode = async (database: Database): Promise<SignInCode> =>
  isPostgres(database) ? createSharedSignInCode(database) : createSignInCode()
