// What was ever tried on verifiers of JWTs (RFC 8725, section 3; jsonwebtoken accepts several of these unless told
// otherwise), as query strings, so that a token given twice or under another spelling is among them.
import { generateKeyPairSync } from 'node:crypto'
import { type Claims, encode, type Forge, signed, without } from './forge.ts'

export type Vector = {
  title: string
  /** All that follows the question mark. */
  query: string
  code: 'link_missing' | 'link_invalid' | 'link_expired' | 'link_forbidden'
}

const { privateKey: foreignKey, publicKey: foreignPublic } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
})
const { privateKey: p384 } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const { privateKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 })

const TYPES = ['link+jwt', 'task+jwt', 'session+jwt', 'share+jwt', 'JWT', '']

const q = (token: string): string => `token=${encodeURIComponent(token)}`
const text = (part: string): string => Buffer.from(part, 'base64url').toString()

/** `canary`: an address that must never be called. */
export function tokenVectors(forge: Forge, claims: Claims, canary: string): Vector[] {
  const invalid = (title: string, token: string): Vector => ({ title, query: q(token), code: 'link_invalid' })
  return [
    ...badHeaders(forge, claims, canary).map(([title, token]) => invalid(title, token)),
    ...badClaims(claims, canary).map(([title, payload]) => invalid(title, forge.token(payload))),
    ...badSpellings(forge.token(claims)).map(([title, token]) => invalid(title, token)),
    ...elsewhere(claims).map(([title, payload]): Vector => ({
      title,
      query: q(forge.token(payload)),
      code: 'link_forbidden',
    })),
    ...queries(forge.token(claims)),
    {
      title: 'an hour and 31 s old',
      query: q(forge.token({ ...claims, iat: claims.iat - 3631, exp: claims.iat - 31 })),
      code: 'link_expired',
    },
  ]
}

export type Row = [title: string, token: string]
type Payload = [title: string, payload: unknown]

export function badHeaders(forge: Forge, claims: object, canary: string): Row[] {
  const { header, publicPem } = forge
  const own = (more: object): string => forge.token(claims, { ...header, ...more })
  const foreign = (more: object): string => forge.token(claims, { ...header, ...more }, foreignKey)
  const jwk = foreignPublic.export({ format: 'jwk' })
  return [
    ...['none', 'NoNe', 'NONE', ' none', ''].map((alg): Row => [
      `alg "${alg}", unsigned`,
      `${encode({ ...header, alg })}.${encode(claims)}.`,
    ]),
    ['alg none with a good signature', own({ alg: 'none' })],
    ['no signature at all', `${encode(header)}.${encode(claims)}.`],
    ['HS256 with the public key', forge.hmac(claims, { alg: 'HS256' }, publicPem)],
    ['HS256 with the public key, trimmed', forge.hmac(claims, { alg: 'HS256' }, publicPem.trim())],
    ['HS256 with an empty secret', forge.hmac(claims, { alg: 'HS256' }, '')],
    ['HS512 with one letter', forge.hmac(claims, { alg: 'HS512' }, 'x')],
    ['ES384', signed(`${encode({ ...header, alg: 'ES384' })}.${encode(claims)}`, p384, 'sha384')],
    ['ES256 signed on P-384', signed(`${encode(header)}.${encode(claims)}`, p384)],
    ['RS256', signed(`${encode({ ...header, alg: 'RS256' })}.${encode(claims)}`, rsa)],
    ...['es256', 'ES256K', 'ES512', 'EdDSA', 'PS256'].map((alg): Row => [`alg ${alg}`, own({ alg })]),
    ['alg a list', own({ alg: ['ES256'] })],
    ['no alg', forge.token(claims, without(header, 'alg'))],
    ['a foreign key under our kid', forge.token(claims, header, foreignKey)],
    ['a kid we do not know', own({ kid: 'unknown' })],
    ['no kid', forge.token(claims, without(header, 'kid'))],
    ['no kid, foreign key', forge.token(claims, without(header, 'kid'), foreignKey)],
    ...[
      '',
      '../../dev/null',
      '/proc/self/environ',
      "' OR 1=1 --",
      "x' UNION SELECT 'key",
      '__proto__',
      'constructor',
      '| sleep 9',
      canary,
    ].map((kid): Row => [`kid ${JSON.stringify(kid)}`, foreign({ kid })]),
    ['kid of 1 KB', foreign({ kid: 'k'.repeat(1000) })],
    ['kid of 10 KB', foreign({ kid: 'k'.repeat(10_000) })],
    ...[1, null, {}, ['a'], true].map((kid): Row => [`kid ${JSON.stringify(kid)}`, own({ kid })]),
    ['jku', foreign({ jku: `${canary}/jku` })],
    ['jku beside a good signature', own({ jku: `${canary}/jku` })],
    ['jwk', foreign({ jwk })],
    ['jwk beside a good signature', own({ jwk })],
    ['x5u', foreign({ x5u: `${canary}/x5u` })],
    ['x5c', foreign({ x5c: ['AA=='] })],
    ['crit', own({ crit: ['exp'] })],
    ['crit of an unknown header', own({ crit: ['x'], x: 1 })],
    ['b64 false', own({ b64: false, crit: ['b64'] })],
    ['zip', own({ zip: 'DEF' })],
    ['cty JWT', own({ cty: 'JWT' })],
    ...[...TYPES, header.typ.toUpperCase(), `application/${header.typ}`].map((typ): Row => [
      `typ "${typ}"`,
      own({ typ: typ === header.typ ? 'JWS' : typ }),
    ]),
    ['no typ', forge.token(claims, without(header, 'typ'))],
    ['a header that is a list', forge.token(claims, [header])],
    ['a header that is null', forge.token(claims, null)],
    ['a header that is text', forge.token(claims, 'ES256')],
  ]
}

function badClaims(claims: Claims, canary: string): Payload[] {
  const { iat: now, file } = claims
  const notText = [{ $ne: null }, null, 1, ['worker-1'], true]
  return [
    ...Object.keys(claims).map((field): Payload => [`no ${field}`, without(claims, field)]),
    ...['chat', 'msg', 'size', 'mime', 'name'].map((field): Payload => [
      `no file.${field}`,
      { ...claims, file: without(file, field) },
    ]),
    ...['iss', 'aud', 'sub', 'jti', 'scope', 'file'].flatMap((field) =>
      notText.map((value): Payload => [
        `${field} is ${JSON.stringify(value)}`,
        { ...claims, [field]: value },
      ]),
    ),
    ...['fid', 'chat', 'mime', 'name', 'msg', 'size'].flatMap((field) =>
      [{ $ne: null }, null, [1], true].map((value): Payload => [
        `file.${field} is ${JSON.stringify(value)}`,
        { ...claims, file: { ...file, [field]: value } },
      ]),
    ),
    ...['iat', 'exp'].flatMap((field) =>
      [{ $gt: 0 }, null, String(now + 60), now + 0.5, -1, 1e300, [now]].map((value): Payload => [
        `${field} is ${JSON.stringify(value)}`,
        { ...claims, [field]: value },
      ]),
    ),
    ['iss of another', { ...claims, iss: canary }],
    ['aud two', { ...claims, aud: ['worker-1', 'worker-2'] }],
    ['exp ten years ahead', { ...claims, exp: now + 315_360_000 }],
    ['a life of an hour and a second', { ...claims, exp: now + 3601 }],
    ['exp before iat', { ...claims, exp: now - 10 }],
    ['exp at iat', { ...claims, exp: now }],
    ['iat in an hour', { ...claims, iat: now + 3600, exp: now + 7200 }],
    ['iat in 30 days', { ...claims, iat: now + 2_592_000, exp: now + 2_595_600 }],
    ['nbf in an hour', { ...claims, nbf: now + 3600 }],
    ...[null, 'soon', [], {}].map((nbf): Payload => [`nbf is ${JSON.stringify(nbf)}`, { ...claims, nbf }]),
    ['milliseconds', { ...claims, iat: now * 1000, exp: (now + 3600) * 1000 }],
    ['sub a path', { ...claims, sub: '../film_1' }],
    ['sub too long', { ...claims, sub: 'a'.repeat(65) }],
    ['scope unknown', { ...claims, scope: 'admin' }],
    ['scope two', { ...claims, scope: 'stream upload' }],
    ['fid a path', { ...claims, file: { ...file, fid: '../../../../etc/passwd' } }],
    ['chat a name', { ...claims, file: { ...file, chat: '@channel' } }],
    ['msg zero', { ...claims, file: { ...file, msg: 0 } }],
    ['size negative', { ...claims, file: { ...file, size: -1 } }],
    ['more than 2 KB', { ...claims, more: 'n'.repeat(2000) }],
    ['claims that are a list', [claims]],
    ['claims that are text', 'stream'],
    ['claims that are null', null],
  ]
}

/** The good token, written otherwise: there is one spelling. */
export function badSpellings(good: string): Row[] {
  const [head = '', body = '', signature = ''] = good.split('.')
  const der = Buffer.concat([Buffer.from('3046022100', 'hex'), Buffer.from(signature, 'base64url')])
  return [
    ['a padding character', `${good}=`],
    ['two of them', `${good}==`],
    ['padded parts', `${head}==.${body}==.${signature}==`],
    ['a dot after', `${good}.`],
    ['a dot before', `.${good}`],
    ['a dot twice', `${head}..${body}.${signature}`],
    ['no body', `${head}..${signature}`],
    ['two parts', `${head}.${body}`],
    ['four parts', `${good}.${signature}`],
    ['five parts, as a JWE', `${good}.${signature}.${signature}`],
    ['dots alone', '..'],
    ['a space before', ` ${good}`],
    ['a newline after', `${good}\n`],
    ['a NUL after', `${good}\0`],
    ['full-width dots', good.replaceAll('.', '．')],
    ['a zero-width space', `${head}\u200b.${body}.${signature}`],
    ['a half surrogate’s replacement', `${good}\ufffd`],
    ['the other base64', `${head}.${body}.${signature.replaceAll('-', '+').replaceAll('_', '/')}+`],
    ['no base64', `${text(head)}.${text(body)}.${signature}`],
    ['JSON serialisation', JSON.stringify({ protected: head, payload: body, signature })],
    ['a DER signature', `${head}.${body}.${der.toString('base64url')}`],
    // CVE-2022-21449: r and s of zero.
    ['a signature of zeros', `${head}.${body}.${Buffer.alloc(64).toString('base64url')}`],
    ['a signature cut short', `${head}.${body}.${signature.slice(0, 42)}`],
    ['a signature and more', `${head}.${body}.${signature}AAAA`],
    ['Bearer before', `Bearer ${good}`],
    ['spaces in the header', `${Buffer.from(`${text(head)} `).toString('base64url')}.${body}.${signature}`],
    ['the header’s names twice', twice(head, body, signature)],
    ['3 KB of letters', 'a'.repeat(3000)],
    ['one letter', 'x'],
  ]
}

function twice(head: string, body: string, signature: string): string {
  const json = Buffer.from(head, 'base64url').toString().replace('{', '{"alg":"none",')
  return `${Buffer.from(json).toString('base64url')}.${body}.${signature}`
}

function elsewhere(claims: Claims): Payload[] {
  return [
    ['another file', { ...claims, sub: 'film_2' }],
    ['another file, in other letters', { ...claims, sub: 'FILM_1' }],
    ['another worker', { ...claims, aud: 'worker-2' }],
    ['another worker, in other letters', { ...claims, aud: 'Worker-1' }],
    ['this worker and more', { ...claims, aud: 'worker-1 worker-2' }],
    ['uploads', { ...claims, scope: 'upload' }],
  ]
}
function queries(good: string): Vector[] {
  return [
    { title: 'no query', query: '', code: 'link_missing' },
    { title: 'an empty token', query: 'token=', code: 'link_missing' },
    { title: 'no value', query: 'token', code: 'link_missing' },
    { title: 'another name', query: `Token=${good}`, code: 'link_missing' },
    { title: 'a name in brackets', query: `token[]=${good}`, code: 'link_missing' },
    { title: 'after a fragment', query: `#token=${good}`, code: 'link_missing' },
    { title: 'a prototype', query: `__proto__[token]=${good}`, code: 'link_missing' },
    { title: 'twice the same', query: `token=${good}&token=${good}`, code: 'link_invalid' },
    { title: 'a good one, then another', query: `token=${good}&token=x`, code: 'link_invalid' },
    { title: 'another, then a good one', query: `token=x&token=${good}`, code: 'link_invalid' },
    { title: 'a good one, then an empty one', query: `token=${good}&token=`, code: 'link_invalid' },
    { title: 'twice, once in disguise', query: `%74oken=${good}&token=${good}`, code: 'link_invalid' },
    { title: 'broken percent signs', query: `token=%E0%A4%A${good}`, code: 'link_invalid' },
  ]
}
