// S04: whatever is done to the bytes of a good token, it is not accepted, and nothing is thrown.
import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { parseLinkKeys } from '../links/link-keys.ts'
import { verifyLink } from '../links/verify-link.ts'
import { createForge, encode } from './forge.ts'
import { goodClaims } from '../testing/start-pair.ts'
import { mutated } from './mutate-text.ts'

// Much work, and machines that run tests are busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const forge = createForge()
const now = 1_800_000_000
const file = { fid: 'BQACAgIAAyEFAAS', chat: '-1001', msg: 42, size: 10, mime: 'video/mp4', name: 'é.mp4' }
const claims = goodClaims(file, now)
const good = forge.token(claims)
const expected = {
  keys: parseLinkKeys(forge.publicPem),
  audience: 'worker-1',
  file: 'film_1',
  scope: 'stream' as const,
  now,
}
const judge = (token: unknown) => verifyLink(token, expected).kind

const base64url = (max: number) =>
  fc.uint8Array({ maxLength: max }).map((bytes) => Buffer.from(bytes).toString('base64url'))

describe('a good token', () => {
  it('is accepted', () => expect(judge(good)).toBe('good'))

  it('is not accepted once its text was changed, in 30,000 ways', () => {
    fc.assert(
      fc.property(mutated(good), (text) => {
        fc.pre(text !== good)
        expect(['refused', 'unknown-key']).toContain(judge(text))
      }),
      { numRuns: 30_000 },
    )
  })

  it('is not accepted with any one bit of its header, claims or signature flipped', () => {
    const parts = good.split('.').map((part) => Buffer.from(part, 'base64url'))
    for (const [n, bytes] of parts.entries()) {
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const flipped = Buffer.from(bytes)
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        const text = parts.with(n, flipped).map((part) => part.toString('base64url'))
        expect([n, bit, judge(text.join('.'))]).not.toEqual([n, bit, 'good'])
      }
    }
  })

  it('has a twin by the nature of ECDSA, which grants the same and nothing more', () => {
    const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')
    const [head = '', body = '', signature = ''] = good.split('.')
    const bytes = Buffer.from(signature, 'base64url')
    const s = order - BigInt(`0x${bytes.toString('hex', 32)}`)
    const twin = Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')])
    expect(verifyLink(`${head}.${body}.${twin.toString('base64url')}`, expected)).toEqual({
      kind: 'good',
      claims,
    })
  })
})

describe('made-up tokens', () => {
  it('of random bytes, texts and values are refused', () => {
    const text = fc.oneof(
      fc.anything(),
      fc.string({ unit: 'binary', maxLength: 3000 }),
      fc.tuple(base64url(200), base64url(900), base64url(80)).map((parts) => parts.join('.')),
      fc.tuple(fc.json(), fc.json(), base64url(80)).map(([head, body, signature]) => {
        return [head, body].map((json) => Buffer.from(json).toString('base64url')).join('.') + `.${signature}`
      }),
    )
    fc.assert(
      fc.property(text, (token) => {
        expect(verifyLink(token, expected)).toMatchObject({
          kind: 'refused',
          code: expect.stringMatching(/^link_(?:missing|invalid)$/),
        })
      }),
      { numRuns: 20_000 },
    )
  })

  it('with our header and any signature are refused', () => {
    fc.assert(
      fc.property(fc.json(), fc.uint8Array({ minLength: 64, maxLength: 64 }), (body, signature) => {
        const parts = [body, signature].map((part) => Buffer.from(part).toString('base64url'))
        expect(judge(`${encode(forge.header)}.${parts.join('.')}`)).toBe('refused')
      }),
      { numRuns: 2000 },
    )
  })

  it('signed by us are judged by their claims: what is accepted keeps every rule', () => {
    let accepted = 0
    fc.assert(
      fc.property(fc.constantFrom(...FIELDS), value, (field, odd) => {
        const payload = JSON.stringify(
          field.startsWith('file.')
            ? { ...claims, file: { ...file, [field.slice(5)]: odd } }
            : { ...claims, [field]: odd },
        )
        const verdict = judge(forge.token(JSON.parse(payload)))
        if (verdict !== 'good') return
        accepted++
        expect([payload, isLawful(JSON.parse(payload))]).toEqual([payload, true])
      }),
      { numRuns: 10_000 },
    )
    expect(accepted).toBeGreaterThan(50)
  })
})

const FIELDS = [...Object.keys(claims), ...Object.keys(file).map((name) => `file.${name}`), 'nbf']

const value = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 1 }) },
  { weight: 2, arbitrary: fc.integer({ min: now - 3700, max: now + 3700 }) },
  { weight: 1, arbitrary: fc.constantFrom(...Object.values(claims), ...Object.values(file), 0, -1, 1e300) },
  { weight: 1, arbitrary: fc.stringMatching(/^[\w-]{8,70}$/) },
)

const isText = (text: unknown, pattern: RegExp) => typeof text === 'string' && pattern.test(text)
const isWhole = (n: unknown, min: number): n is number =>
  typeof n === 'number' && Number.isInteger(n) && n >= min

/** The rules of CONTRACT.md, said once more and without a schema library. */
function isLawful(payload: Record<string, unknown>): boolean {
  const { iss, aud, sub, jti, iat, exp, scope, nbf } = payload
  const inside: Record<string, unknown> = Object(payload['file'])
  return (
    [iss, aud, sub, scope].join() === 'gramreel,worker-1,film_1,stream' &&
    [iss, aud, sub, scope].every((text) => typeof text === 'string') &&
    isText(jti, /^[^]+$/) &&
    isWhole(iat, 0) &&
    isWhole(exp, 0) &&
    iat <= now + 30 &&
    exp > now - 30 &&
    exp > iat &&
    exp - iat <= 3600 &&
    (nbf === undefined || (typeof nbf === 'number' && nbf <= now + 30)) &&
    (inside['fid'] === undefined || isText(inside['fid'], /^[\w-]{10,300}$/)) &&
    isText(inside['chat'], /^-?\d{1,19}$/) &&
    isWhole(inside['msg'], 1) &&
    isWhole(inside['size'], 0) &&
    typeof inside['mime'] === 'string' &&
    typeof inside['name'] === 'string'
  )
}
