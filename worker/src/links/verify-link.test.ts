import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyId, parseKeySet, parseLinkKeys } from './link-keys.ts'
import { verifyLink, type Expectation } from './verify-link.ts'

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ours = pair()
const foreign = pair()
const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString()
const keys = parseLinkKeys(pem(ours.publicKey))
const kid = keyId(ours.publicKey)
const now = 1_800_000_000
const expected: Expectation = { keys, audience: 'worker-1', file: 'film_1', scope: 'stream', now }

const header = { alg: 'ES256', typ: 'link+jwt', kid }
const file = { fid: 'BQACAgIAAyEFAAS', chat: '-1001', msg: 42, size: 10, mime: 'video/mp4', name: 'film.mp4' }
const claims = {
  iss: 'gramreel',
  aud: 'worker-1',
  sub: 'film_1',
  jti: 'a',
  iat: now,
  exp: now + 3600,
  scope: 'stream',
  file,
}

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
function token(payload: object = claims, head: object = header, key: KeyObject = ours.privateKey): string {
  const text = `${encode(head)}.${encode(payload)}`
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}
const without = (field: string) =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => name !== field))
const withoutOfFile = (field: string) => ({
  ...claims,
  file: Object.fromEntries(Object.entries(file).filter(([name]) => name !== field)),
})
const judge = (text: unknown, more: Partial<Expectation> = {}) => verifyLink(text, { ...expected, ...more })
const codeOf = (text: unknown, more: Partial<Expectation> = {}) => {
  const verdict = judge(text, more)
  return 'code' in verdict ? verdict.code : verdict.kind
}

describe('a link token', () => {
  it('gives its claims when every rule is kept', () => {
    expect(judge(token())).toEqual({ kind: 'good', claims })
  })
  it('needs no fid', () => {
    expect(judge(token(withoutOfFile('fid'))).kind).toBe('good')
  })

  describe('is refused for its header', () => {
    const hmac = (secret: string, alg: string) => {
      const text = `${encode({ ...header, alg })}.${encode(claims)}`
      return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
    }
    it.each([
      ['alg none, unsigned', `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`],
      ['alg NoNe', `${encode({ ...header, alg: 'NoNe' })}.${encode(claims)}.AAAA`],
      ['alg none with a good signature', token(claims, { ...header, alg: 'none' })],
      ['HS256 signed with the public key', hmac(pem(ours.publicKey), 'HS256')],
      ['HS512', hmac('x', 'HS512')],
      ['ES384', token(claims, { ...header, alg: 'ES384' })],
      ['es256', token(claims, { ...header, alg: 'es256' })],
      ['no alg', token(claims, { typ: 'link+jwt', kid })],
      ['no kid', token(claims, { alg: 'ES256', typ: 'link+jwt' })],
      ['kid a number', token(claims, { ...header, kid: 1 })],
      ['kid a path', token(claims, { ...header, kid: '../../dev/null' })],
      ['kid SQL', token(claims, { ...header, kid: "' OR 1=1" })],
      ['kid __proto__', token(claims, { ...header, kid: '__proto__' })],
      ['kid of 10 KB', token(claims, { ...header, kid: 'k'.repeat(10_000) })],
      [
        'foreign key and its kid',
        token(claims, { ...header, kid: keyId(foreign.publicKey) }, foreign.privateKey),
      ],
      ['foreign key, our kid', token(claims, header, foreign.privateKey)],
      ['typ session+jwt', token(claims, { ...header, typ: 'session+jwt' })],
      ['typ JWT', token(claims, { ...header, typ: 'JWT' })],
      ['no typ', token(claims, { alg: 'ES256', kid })],
      ['jku', token(claims, { ...header, jku: 'http://127.0.0.1:1/keys' })],
      [
        'jwk',
        token(claims, { ...header, jwk: foreign.publicKey.export({ format: 'jwk' }) }, foreign.privateKey),
      ],
      ['x5u', token(claims, { ...header, x5u: 'http://127.0.0.1:1/' })],
      ['x5c', token(claims, { ...header, x5c: ['AA=='] })],
      ['crit', token(claims, { ...header, crit: ['exp'] })],
      ['a header that is a list', token(claims, [header])],
    ])('%s', (_, text) => {
      expect(codeOf(text)).toBe('link_invalid')
    })
  })

  describe('is refused for its claims', () => {
    it.each<readonly [string, object]>([
      ...Object.keys(claims).map((field) => [`no ${field}`, without(field)] as [string, object]),
      ...['chat', 'msg', 'size', 'mime', 'name'].map(
        (field) => [`no file.${field}`, withoutOfFile(field)] as const,
      ),
      ['iss of another', { ...claims, iss: 'other' }],
      ['aud a list', { ...claims, aud: ['worker-1'] }],
      ['aud two', { ...claims, aud: ['worker-1', 'worker-2'] }],
      ['sub a number', { ...claims, sub: 1 }],
      ['sub too long', { ...claims, sub: 'a'.repeat(65) }],
      ['exp as text', { ...claims, exp: String(now + 60) }],
      ['exp a fraction', { ...claims, exp: now + 0.5 }],
      ['exp ten years ahead', { ...claims, exp: now + 315_360_000 }],
      ['a lifetime of an hour and a second', { ...claims, exp: now + 3601 }],
      ['exp before iat', { ...claims, iat: now, exp: now - 10 }],
      ['exp equal to iat', { ...claims, exp: now }],
      ['iat 31 s ahead', { ...claims, iat: now + 31, exp: now + 100 }],
      ['iat 30 days ahead', { ...claims, iat: now + 2_592_000, exp: now + 2_595_600 }],
      ['iat negative', { ...claims, iat: -1, exp: 10 }],
      ['nbf ahead', { ...claims, nbf: now + 1000 }],
      ['scope unknown', { ...claims, scope: 'admin' }],
      ['scope a list', { ...claims, scope: ['stream'] }],
      ['jti empty', { ...claims, jti: '' }],
      ['jti an object', { ...claims, jti: {} }],
      ['file null', { ...claims, file: null }],
      ['fid an object', { ...claims, file: { ...file, fid: { $ne: null } } }],
      ['fid with a slash', { ...claims, file: { ...file, fid: '../../../etc/passwd' } }],
      ['chat a number', { ...claims, file: { ...file, chat: -1001 } }],
      ['chat a name', { ...claims, file: { ...file, chat: '@channel' } }],
      ['msg zero', { ...claims, file: { ...file, msg: 0 } }],
      ['msg as text', { ...claims, file: { ...file, msg: '42' } }],
      ['size negative', { ...claims, file: { ...file, size: -1 } }],
      ['size not whole', { ...claims, file: { ...file, size: 1.5 } }],
      ['mime a number', { ...claims, file: { ...file, mime: 1 } }],
      ['name null', { ...claims, file: { ...file, name: null } }],
    ])('%s', (_, payload) => {
      expect(codeOf(token(payload))).toBe('link_invalid')
    })
  })

  it('is forbidden elsewhere: another file, worker or purpose', () => {
    expect(codeOf(token(), { file: 'film_2' })).toBe('link_forbidden')
    expect(codeOf(token(), { audience: 'worker-2' })).toBe('link_forbidden')
    expect(codeOf(token({ ...claims, scope: 'upload' }))).toBe('link_forbidden')
    expect(codeOf(token(), { scope: 'upload' })).toBe('link_forbidden')
  })

  it('expires to the second, with 30 s of forgiven clock skew', () => {
    expect(judge(token(), { now: now + 3600 + 29 }).kind).toBe('good')
    expect(judge(token(), { now: now + 3600 + 30 }).kind).toBe('expired')
    expect(judge(token({ ...claims, iat: now + 30, exp: now + 60 })).kind).toBe('good')
  })

  it('is not even parsed above 2 KB', () => {
    expect(codeOf(token({ ...claims, file: { ...file, name: 'n'.repeat(1000) } }))).toBe('good')
    expect(codeOf(token({ ...claims, more: 'n'.repeat(2000) }))).toBe('link_invalid')
  })

  it('must be there once', () => {
    expect(codeOf(undefined)).toBe('link_missing')
    expect(codeOf('')).toBe('link_missing')
    expect(codeOf([token(), token()])).toBe('link_invalid')
  })

  it('is accepted in one spelling only', () => {
    const good = token()
    const [head = '', body = '', signature = ''] = good.split('.')
    const spellings = [
      `${good}=`,
      `${good}==`,
      `${good}.`,
      `.${good}`,
      `${head}..${signature}`,
      `${head}.${body}`,
      `${head}.${body}.${signature}.${signature}`,
      `${head}=.${body}.${signature}`,
      ` ${good}`,
      `${good}\n`,
      good.replaceAll('.', '．'),
      `${head}.${body}.${signature.replaceAll('-', '+').replaceAll('_', '/')}+`,
    ]
    for (const text of spellings) expect([text, codeOf(text)]).toEqual([text, 'link_invalid'])
  })

  it('survives no changed character', () => {
    const good = token()
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ é\u0000'
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.constantFrom(...alphabet.split('')), (at, character) => {
        fc.pre(good[at] !== character)
        expect(codeOf(good.slice(0, at) + character + good.slice(at + 1))).toBe('link_invalid')
      }),
      { numRuns: 500 },
    )
    fc.assert(
      fc.property(fc.nat(good.length - 1), (length) => codeOf(good.slice(0, length)).startsWith('link_')),
    )
  })

  it('is refused, never thrown at, whatever text it is', () => {
    fc.assert(fc.property(fc.anything(), (text) => ['link_missing', 'link_invalid'].includes(codeOf(text))))
  })
})

describe('link keys', () => {
  it('may follow one another while rotating', () => {
    const both = parseLinkKeys(`${pem(foreign.publicKey)}\n${pem(ours.publicKey)}`)
    expect(judge(token(), { keys: both }).kind).toBe('good')
    const byForeign = token(claims, { ...header, kid: keyId(foreign.publicKey) }, foreign.privateKey)
    expect(judge(byForeign, { keys: both }).kind).toBe('good')
  })
  it('that are retired sign nothing new: what they signed has expired', () => {
    const retired = parseLinkKeys(pem(ours.publicKey))
    expect(judge(token(), { keys: new Map(), retired }).kind).toBe('expired')
    expect(judge(token(), { keys: retired, retired }).kind).toBe('good')
  })
  it('are known by their thumbprint, whatever a key set calls them', () => {
    const jwk = { ...ours.publicKey.export({ format: 'jwk' }), kid: 'other', alg: 'ES256', use: 'sig' }
    const set = parseKeySet({ keys: [jwk, { kty: 'RSA', n: 'AQ', e: 'AQAB' }, null] })
    expect([...set.keys()]).toEqual([kid])
    const keys = new Map([...set].map(([id, { key }]) => [id, key]))
    expect(judge(token(), { keys }).kind).toBe('good')
  })
  it('are never private', () => {
    const secret = ours.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    expect(() => parseLinkKeys(secret)).toThrow(/public one/)
    const set = parseKeySet({ keys: [ours.privateKey.export({ format: 'jwk' })] })
    expect(set.get(kid)?.key.type).toBe('public')
  })
  it.each(['', 'hello', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'])(
    'are not %j',
    (text) => {
      expect(() => parseLinkKeys(text)).toThrow()
    },
  )
  it('are on P-256', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey
    expect(() => parseLinkKeys(pem(other))).toThrow(/P-256/)
  })
})
