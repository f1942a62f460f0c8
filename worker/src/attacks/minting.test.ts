// S09: a worker's owner has all that the worker has, and still makes no link, for his own worker or another.
import { createECDH, createHmac, createPrivateKey, hkdfSync, sign } from 'node:crypto'
import { expect, it } from 'vitest'
import { createIdentity } from '../backend/identity.ts'
import { derivedKey } from '../backend/derived-key.ts'
import { keyId, parseLinkKeys } from '../links/link-keys.ts'
import { verifyLink } from '../links/verify-link.ts'
import { createSigner, goodClaims } from '../testing/start-pair.ts'

const botToken = '123456789:AAExampleExampleExampleExample'
const code = 'nJ4c1Ue0T7yq2mZ8vK5xRg'
const gallery = createSigner()
const keys = parseLinkKeys(gallery.publicPem)
const [kid = ''] = keys.keys()
const identity = createIdentity(botToken, code)

const seed = Buffer.from(hkdfSync('sha256', botToken, code, 'gramreel worker identity', 32))
/** Whatever of 32 bytes he has, as a key on the links' own curve. */
const onCurve = (secret: Buffer) => {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(secret)
  const point = ecdh.getPublicKey()
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'))
  const jwk = { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '', d: secret.toString('base64url') }
  return createPrivateKey({ key: jwk, format: 'jwk' })
}

type SignText = (text: string) => Buffer | string
const SECRETS = [
  botToken,
  code,
  'an api hash',
  gallery.publicPem,
  identity.publicKey,
  seed,
  derivedKey(botToken),
]

const hmacs = SECRETS.map((secret): [string, SignText] => [
  'HS256',
  (text) => createHmac('sha256', secret).update(text).digest(),
])
const curves = [seed, derivedKey(botToken)].map((secret): [string, SignText] => [
  'ES256',
  (text) => sign('sha256', Buffer.from(text), { key: onCurve(secret), dsaEncoding: 'ieee-p1363' }),
])
const own: [string, SignText] = ['EdDSA', (text) => identity.sign(text)]

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

it.each(['worker-1', identity.workerId, 'w-of-somebody-else'])('S09: no link for %s', (audience) => {
  const file = { chat: '-100123', msg: 1, size: 1, mime: 'video/mp4', name: 'x' }
  const claims = { ...goodClaims(file), aud: audience }
  const expected = { keys, audience, file: claims.sub, scope: 'stream' as const, now: claims.iat }
  let tried = 0
  for (const [alg, signText] of [...hmacs, ...curves, own])
    for (const saidAlg of [alg, 'ES256'])
      for (const saidKid of [kid, identity.workerId, keyId(onCurve(seed))]) {
        const text = `${encode({ alg: saidAlg, typ: 'link+jwt', kid: saidKid })}.${encode(claims)}`
        const signature = signText(text)
        const token = `${text}.${typeof signature === 'string' ? signature : signature.toString('base64url')}`
        expect(verifyLink(token, expected)).not.toHaveProperty('claims')
        tried++
      }
  expect(tried).toBeGreaterThan(50)
  expect(verifyLink(gallery.token(claims), expected).kind).toBe('good')
})
