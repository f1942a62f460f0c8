// A token against the keys at hand, fetched again when its key is new to us, and against the playbacks under way.
import { PublicError } from '@gramreel/contracts/errors'
import type { LinkClaims, LinkScope } from '@gramreel/contracts/links'
import type { KeySource } from './key-set.ts'
import { withKnownKey } from './known-key.ts'
import type { Playbacks } from './playbacks.ts'
import { verifyLink } from './verify-link.ts'

export type CheckedLink = {
  claims: LinkClaims
  /** Whether this token has been reading already: its player must not be told of passing trouble. */
  isUnderWay: boolean
}

export type CheckLink = (token: unknown, file: string, scope: LinkScope) => Promise<CheckedLink>

type Options = {
  audience: string
  keySource: KeySource
  playbacks: Playbacks
  now: () => number
  skewSeconds?: number | undefined
}

/** Rejects with PublicError: link_missing, link_invalid, link_expired, link_forbidden; starting while no key is known. */
export function createLinkCheck({ audience, keySource, playbacks, now, skewSeconds }: Options): CheckLink {
  return async (token, file, scope) => {
    const judge = () => {
      const keys = { keys: keySource.keys(), retired: keySource.retired() }
      return verifyLink(token, { ...keys, audience, file, scope, now: now(), skewSeconds })
    }
    const verdict = await withKnownKey(keySource, judge)
    if (playbacks.isWithdrawn(verdict.claims)) throw new PublicError('link_invalid', 'access was withdrawn')
    const isUnderWay = playbacks.isUnderWay(verdict.claims, now())
    if (verdict.kind === 'expired' && !isUnderWay) throw new PublicError('link_expired', 'expired')
    return { claims: verdict.claims, isUnderWay }
  }
}
