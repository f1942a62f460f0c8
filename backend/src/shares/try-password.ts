// PROMISES S28: at most five tries a minute for each share, and ten in a quarter of an hour from each address.
import { PublicError } from '@gramreel/contracts/errors'
import type { ShareRow } from './share-state.ts'

export const TRIES_PER_SHARE = { maxTries: 5, windowSeconds: 60 }

/** Throws too_many_requests, or counts a try. */
export type Throttle = { begin: (...keys: string[]) => Promise<{ forgive: () => Promise<void> }> }

type Parts = {
  byShare: Throttle
  byAddress: Throttle
  /** The part of an address that one person commands. */
  addressKey: (ip: string) => string
  verify: (password: string, phc: string) => Promise<boolean>
}

/** Throws share_password or too_many_requests. */
export const createTryPassword =
  ({ byShare, byAddress, addressKey, verify }: Parts) =>
  async (
    { id, password_hash }: Pick<ShareRow, 'id' | 'password_hash'>,
    password: string,
    ip: string,
  ): Promise<void> => {
    const tries = [await byAddress.begin(`guest ${addressKey(ip)}`), await byShare.begin(`share ${id}`)]
    if (!(await verify(password, password_hash ?? ''))) throw new PublicError('share_password', `share ${id}`)
    await Promise.all(tries.map((each) => each.forgive()))
  }

export type TryPassword = ReturnType<typeof createTryPassword>
