import { createPublicKey } from 'node:crypto'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LinkClaims } from '@gramreel/contracts/links'
import jwt from 'jsonwebtoken'
import { Compile } from 'typebox/compile'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { openLinkKey } from './link-key.ts'
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

const setUp = async () => {
  const dataDir = await temporaryFolder()
  return { dataDir, key: await openLinkKey(dataDir) }
}

const tokenOf = (url: string) => new URL(url).searchParams.get('token') ?? ''

test('the token says what CONTRACT.md wants, for an hour', async () => {
  const { key } = await setUp()
  const now = 1_790_000_000_400
  const { url, expiresAt } = writeStreamLink(key, WORKER, ID, FILE, GRANT, now)
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

test('the public key in JWKS and in the PEM beside the private one verifies it', async () => {
  const { dataDir, key } = await setUp()
  const token = tokenOf(writeStreamLink(key, WORKER, ID, FILE, GRANT).url)
  const [jwk] = key.jwks.keys
  expect(jwk).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid: key.kid })
  expect(Object.keys(jwk ?? {})).not.toContain('d')
  const pem = await readFile(join(dataDir, 'link-key.public.pem'), 'utf8')
  const fromJwk = createPublicKey({ key: { ...jwk }, format: 'jwk' })
  for (const publicKey of [pem, fromJwk]) {
    expect(jwt.verify(token, publicKey, { algorithms: ['ES256'] })).toMatchObject({ sub: ID })
  }
})

test('the key is made once, for its owner only', async () => {
  const { dataDir, key } = await setUp()
  expect((await openLinkKey(dataDir)).kid).toBe(key.kid)
  expect((await stat(join(dataDir, 'link-key.pem'))).mode & 0o777).toBe(0o600)
})

test.each([
  ['very long', `${'x'.repeat(1000)}.mp4`],
  ['long in three bytes a letter', `${'映'.repeat(255)}.mp4`],
  ['long in quotes', `${'"\\'.repeat(255)}.mp4`],
  ['long in emoji', `${'🎬'.repeat(255)}.mp4`],
])('a %s name leaves the token within 2 KB', async (_what, name) => {
  const { key } = await setUp()
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
    GRANT,
  )
  expect(tokenOf(url).length).toBeLessThanOrEqual(2048)
  expect(decodeURIComponent(new URL(url).pathname)).toMatch(/\.mp4$/)
})

test('a public key left over from another private one is replaced', async () => {
  const { dataDir, key } = await setUp()
  await rm(join(dataDir, 'link-key.pem'))
  const next = await openLinkKey(dataDir)
  expect(next.kid).not.toBe(key.kid)
  const pem = await readFile(join(dataDir, 'link-key.public.pem'), 'utf8')
  expect(createPublicKey(pem).equals(createPublicKey(next.privateKey))).toBe(true)
})

test('a file that is no key is said in one sentence', async () => {
  const dataDir = await temporaryFolder()
  await writeFile(join(dataDir, 'link-key.pem'), 'nonsense')
  await expect(openLinkKey(dataDir)).rejects.toThrow(/link-key\.pem is not a P-256 private key\. Remove it/)
})
