// Token -> claims, or why not. Pure. jsonwebtoken checks the signature; the rules it does not know of stand here
// (it accepts a token without exp, an iat in the future, a list as aud, any typ and any crit unless told otherwise).
import type { ErrorCode } from '@gramreel/contracts/errors'
import { CLOCK_SKEW_SECONDS, LINK_LIFETIME_SECONDS, LINK_MAX_BYTES } from '@gramreel/contracts/limits'
import { LINK_ALGORITHM, LINK_TYPE, LinkClaims, type LinkScope } from '@gramreel/contracts/links'
import jwt from 'jsonwebtoken'
import { Compile } from 'typebox/compile'
import type { LinkKeys } from './link-keys.ts'

const claimsShape = Compile(LinkClaims)

export type Expectation = {
  keys: LinkKeys
  /** This worker's name: the token's `aud`. */
  audience: string
  /** The `{file}` of the path: the token's `sub`. */
  file: string
  scope: LinkScope
  /** Seconds since 1970. */
  now: number
}

export type Verdict =
  | { kind: 'good'; claims: LinkClaims }
  /** A good token whose hour is over; a playback under way may still go on with it. */
  | { kind: 'expired'; claims: LinkClaims }
  /** Signed by a key we do not know (yet). */
  | { kind: 'unknown-key'; code: 'link_invalid'; why: string }
  | { kind: 'refused'; code: ErrorCode; why: string }

/** Judges a token by every rule of CONTRACT.md's token section. `why` is for the log and holds nothing of the token. */
export function verifyLink(token: unknown, expected: Expectation): Verdict {
  if (token === undefined || token === '') return refused('no token', 'link_missing')
  if (typeof token !== 'string') return refused('more than one token')
  if (Buffer.byteLength(token) > LINK_MAX_BYTES) return refused('longer than 2 KB')
  const header = readHeader(token)
  if (typeof header === 'string') return refused(header)
  const key = expected.keys.get(header.kid)
  if (!key) return { kind: 'unknown-key', code: 'link_invalid', why: 'unknown kid' }
  let payload: unknown
  try {
    payload = jwt.verify(token, key, {
      algorithms: [LINK_ALGORITHM],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    })
  } catch {
    return refused('bad signature')
  }
  if (!claimsShape.Check(payload)) return refused('claims missing or of the wrong type')
  return judgeClaims(payload, expected)
}

function judgeClaims(claims: LinkClaims, { audience, file, scope, now }: Expectation): Verdict {
  if (claims.exp <= claims.iat) return refused('expires before it was issued')
  if (claims.exp - claims.iat > LINK_LIFETIME_SECONDS) return refused('lives longer than an hour')
  if (claims.iat > now + CLOCK_SKEW_SECONDS) return refused('issued in the future')
  if ('nbf' in claims && !isPast(claims.nbf, now)) return refused('not valid yet')
  if (claims.aud !== audience) return refused('for another worker', 'link_forbidden')
  if (claims.sub !== file) return refused('for another file', 'link_forbidden')
  if (claims.scope !== scope) return refused('for another purpose', 'link_forbidden')
  return { kind: claims.exp > now - CLOCK_SKEW_SECONDS ? 'good' : 'expired', claims }
}

/** `nbf` is none of ours, so its type was not checked: `null` and `[]` are no times, though JavaScript counts them as 0. */
function isPast(time: unknown, now: number): boolean {
  return typeof time === 'number' && time <= now + CLOCK_SKEW_SECONDS
}

/** The header holds exactly these three: so jku, jwk, x5u, x5c, crit and whatever comes next are refused unseen. */
function readHeader(token: string): { kid: string } | string {
  const parts = token.split('.')
  if (parts.length !== 3 || !parts.every(isCanonical)) return 'not a compact JWS'
  let header: unknown
  try {
    header = JSON.parse(Buffer.from(parts[0] ?? '', 'base64url').toString())
  } catch {
    return 'header is no JSON'
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) return 'header is no object'
  const { alg, typ, kid, ...others }: { alg?: unknown; typ?: unknown; kid?: unknown } = header
  if (alg !== LINK_ALGORITHM) return 'not ES256'
  if (typ !== LINK_TYPE) return 'not a link'
  if (typeof kid !== 'string') return 'no kid'
  if (Object.keys(others).length > 0) return 'header says more than alg, typ and kid'
  return { kid }
}

/** One way to write the same bytes: no padding, no loose bits in the last character, no other alphabet. */
function isCanonical(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part
}

function refused(why: string, code: ErrorCode = 'link_invalid'): Verdict {
  return { kind: 'refused', code, why }
}
