import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const sha256 = (text: string) => createHash('sha256').update(text).digest()

export type SignInCode = {
  /** 128 random bits; whoever starts the backend prints them. */
  code: string
  /** True once for the right code, false ever after. */
  redeem: (candidate: string) => boolean
  /** It was redeemed but could not be used, as on a full disk: once more it is good. */
  restore: () => void
}

/** One for each start; only its hash is kept, and only in memory, so a restart replaces it. */
export const createSignInCode = (): SignInCode => {
  const code = randomBytes(16).toString('base64url')
  const hash = sha256(code)
  let expected: Buffer | undefined = hash
  return {
    code,
    redeem: (candidate) => {
      if (expected === undefined || !timingSafeEqual(sha256(candidate), expected)) return false
      expected = undefined
      return true
    },
    restore: () => {
      expected = hash
    },
  }
}
