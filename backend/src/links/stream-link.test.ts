import { createPublicKey } from 'node:crypto'
import { grantOf, isViewOnly, LinkClaims } from '@gramreel/contracts/links'
import jwt from 'jsonwebtoken'
import { Compile } from 'typebox/compile'
import { expect, test } from 'vitest'
import { aLinkKey } from '../testing/a-link-key.ts'
import { publicPemOf } from './link-key.ts'
import { writeStreamLink } from './stream-link.ts'

const WORKER = { id: 'worker-1', url: 'http://127.0.0.1:3001' }
const FILE = {
  fid: 'BAACAgIAAxkBAAIBexample',
  chat: '-1001234567890',
  msg: 42,
  size: 2_147_483_648,
  mime: 'video/mp4',
  name: 'film.mp4',
}
const GRANT = 'Vb0mE9yQpCw3mXkq1u2ZrA'
const ID = 'V1StGXR8_Z5jdHi6B-myT'

const key = aLinkKey()

const tokenOf = (url: string) => new URL(url).searchParams.get('token') ?? ''

test('the token says what CONTRACT.md wants, for an hour', async () => {
  const now = 1_790_000_000_400
  const { url, expiresAt } = writeStreamLink(key, WORKER, ID, FILE, { grant: GRANT }, now)
  expect(new URL(url).pathname).toBe(`/stream/${ID}/film.mp4`)
  const token = jwt.decode(tokenOf(url), { complete: true })
  expect(token?.header).toEqual({ alg: 'ES256', typ: 'link+jwt', kid: key.kid })
  expect(token?.payload).toEqual({
    iss: 'gramreel',
    aud: 'worker-1',
    sub: ID,
    jti: expect.stringMatching(/^Vb0mE9yQpCw3mXkq1u2ZrA\.[\w-]{22}$/),
    iat: 1_790_000_000,
    exp: 1_790_003_600,
    scope: 'stream',
    file: FILE,
  })
  expect(Compile(LinkClaims).Check(token?.payload)).toBe(true)
  expect(expiresAt.toISOString()).toBe(new Date(1_790_003_600_000).toISOString())
})

test('a share without downloads says so, and its link ends with it', async () => {
  const nowSeconds = 1_790_000_000
  const share = { grant: GRANT, isViewOnly: true, endsAt: nowSeconds + 60 }
  const { url, expiresAt } = writeStreamLink(key, WORKER, ID, FILE, share, nowSeconds * 1000)
  const claims: unknown = jwt.decode(tokenOf(url))
  if (!Compile(LinkClaims).Check(claims)) throw new Error('not the claims of a link')
  expect(isViewOnly(claims)).toBe(true)
  expect(grantOf(claims)).toBe(GRANT)
  expect(claims.exp).toBe(nowSeconds + 60)
  expect(expiresAt.getTime()).toBe((nowSeconds + 60) * 1000)
})

test('the public key in JWKS and in PEM verifies it', async () => {
  const token = tokenOf(writeStreamLink(key, WORKER, ID, FILE, { grant: GRANT }).url)
  const [jwk] = key.jwks.keys
  expect(jwk).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid: key.kid })
  expect(Object.keys(jwk ?? {})).not.toContain('d')
  const fromJwk = createPublicKey({ key: { ...jwk }, format: 'jwk' })
  for (const publicKey of [publicPemOf(key), fromJwk]) {
    expect(jwt.verify(token, publicKey, { algorithms: ['ES256'] })).toMatchObject({ sub: ID })
  }
})

test.each([
  ['very long', `${'x'.repeat(1000)}.mp4`],
  ['long in three bytes a letter', `${'映'.repeat(255)}.mp4`],
  ['long in quotes', `${'"\\'.repeat(255)}.mp4`],
  ['long in emoji', `${'🎬'.repeat(255)}.mp4`],
])('a %s name leaves the token within 2 KB', async (_what, name) => {
  const { url } = writeStreamLink(
    key,
    WORKER,
    ID,
    {
      ...FILE,
      fid: 'x'.repeat(300),
      mime: 'video/'.padEnd(255, 'x'),
      name,
    },
    { grant: GRANT },
  )
  expect(tokenOf(url).length).toBeLessThanOrEqual(2048)
  expect(decodeURIComponent(new URL(url).pathname)).toMatch(/\.mp4$/)
})
