// Token -> claims, or why not: the rules that links and tasks share. Pure. jsonwebtoken checks the signature; the rules it does
// not know of stand here (it accepts a token without exp, an iat in the future, a list as aud, any typ and any crit unless
// told otherwise).
import type { ErrorCode } from '@gramreel/contracts/errors'
import { CLOCK_SKEW_SECONDS, LINK_MAX_BYTES } from '@gramreel/contracts/limits'
import { LINK_ALGORITHM } from '@gramreel/contracts/links'
import jwt from 'jsonwebtoken'
import type { LinkKeys } from './link-keys.ts'

/** What one kind of token must be. */
export type TokenRules<Claims> = {
  /** The header's `typ`. */
  type: string
  lifetimeSeconds: number
  shape: { Check(value: unknown): value is Claims }
  /** What the sender is told. */
  codes: { missing: ErrorCode; invalid: ErrorCode; forbidden: ErrorCode }
}

export type TokenExpectation = {
  keys: LinkKeys
  /** Whatever they signed has expired. */
  retired?: LinkKeys
  /** This worker's name: the token's `aud`. */
  audience: string
  /** Seconds since 1970. */
  now: number
  /** Absent: what the contract forgives. */
  skewSeconds?: number | undefined
}

export type Verdict<Claims> =
  | { kind: 'good'; claims: Claims }
  /** A good token whose time is over; a playback under way may still go on with it. */
  | { kind: 'expired'; claims: Claims }
  /** Signed by a key we do not know (yet). */
  | { kind: 'unknown-key'; code: ErrorCode; why: string }
  | { kind: 'refused'; code: ErrorCode; why: string }

/** Judges a token by every rule but what it is for. `why` is for the log and holds nothing of the token. */
export function verifyToken<Claims extends { aud: string; iat: number; exp: number }>(
  token: unknown,
  { type, lifetimeSeconds, shape, codes }: TokenRules<Claims>,
  { keys, retired, audience, now, skewSeconds = CLOCK_SKEW_SECONDS }: TokenExpectation,
): Verdict<Claims> {
  const invalid = (why: string): Verdict<Claims> => ({ kind: 'refused', code: codes.invalid, why })
  if (token === undefined || token === '') return { kind: 'refused', code: codes.missing, why: 'no token' }
  if (typeof token !== 'string') return invalid('more than one token')
  if (Buffer.byteLength(token) > LINK_MAX_BYTES) return invalid('longer than 2 KB')
  const header = readHeader(token, type)
  if (typeof header === 'string') return invalid(header)
  const current = keys.get(header.kid)
  const key = current ?? retired?.get(header.kid)
  if (!key) return { kind: 'unknown-key', code: codes.invalid, why: 'unknown kid' }
  let claims: unknown
  try {
    claims = jwt.verify(token, key, {
      algorithms: [LINK_ALGORITHM],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    })
  } catch {
    return invalid('bad signature')
  }
  if (!shape.Check(claims)) return invalid('claims missing or of the wrong type')
  if (claims.exp <= claims.iat) return invalid('expires before it was issued')
  if (claims.exp - claims.iat > lifetimeSeconds) return invalid('lives too long')
  if (claims.iat > now + skewSeconds) return invalid('issued in the future')
  if ('nbf' in claims && !isPast(claims.nbf, now + skewSeconds)) return invalid('not valid yet')
  if (claims.aud !== audience) return { kind: 'refused', code: codes.forbidden, why: 'for another worker' }
  const isInTime = current !== undefined && claims.exp > now - skewSeconds
  return { kind: isInTime ? 'good' : 'expired', claims }
}

/** `nbf` is none of ours, so its type was not checked: `null` and `[]` are no times, though JavaScript counts them as 0. */
function isPast(time: unknown, latest: number): boolean {
  return typeof time === 'number' && time <= latest
}

/** The header holds exactly these three: so jku, jwk, x5u, x5c, crit and whatever comes next are refused unseen. */
function readHeader(token: string, type: string): { kid: string } | string {
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
  if (typ !== type) return `not of type ${type}`
  if (typeof kid !== 'string') return 'no kid'
  if (Object.keys(others).length > 0) return 'header says more than alg, typ and kid'
  return { kid }
}

/** One way to write the same bytes: no padding, no loose bits in the last character, no other alphabet. */
function isCanonical(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part
}
