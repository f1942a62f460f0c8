import { createPublicKey } from 'node:crypto'
import { access, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../storage/database.ts'
import { createSecretBox } from '../storage/secret-box.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { newPrivatePem, parseLinkKey, publicPemOf } from './link-key.ts'
import { KEY_LEAD_SECONDS, openLinkKeys } from './link-keys.ts'

const setUp = async () => {
  const database = await openDatabase(join(await temporaryFolder(), 'test.db'))
  onTestFinished(() => database.destroy())
  const clock = { now: 1_790_000_000 }
  const dataDir = await temporaryFolder()
  /** A backend, as far as keys go; each may have a folder of its own. */
  const open = async (folder = dataDir, secret = 'a secret of sixteen letters') => {
    const parts = { dataDir: folder, database, secretBox: createSecretBox(secret), now: () => clock.now }
    const keys = await openLinkKeys(parts)
    onTestFinished(keys.close)
    return keys
  }
  return { database, clock, dataDir, open }
}
const kids = ({ jwks }: Awaited<ReturnType<typeof openLinkKeys>>) => jwks.keys.map(({ kid }) => kid)

test('the key is made once, and its private half is in no file and not clear in the database', async () => {
  const { database, dataDir, open } = await setUp()
  const keys = await open()
  expect((await open()).kid).toBe(keys.kid)
  await expect(access(join(dataDir, 'link-key.pem'))).rejects.toThrow('ENOENT')
  const rows = await database.selectFrom('link_keys').selectAll().execute()
  expect(JSON.stringify(rows)).not.toContain('PRIVATE KEY')
  const publicPath = join(dataDir, 'link-key.public.pem')
  expect(await readFile(publicPath, 'utf8')).toBe(publicPemOf(keys))
  expect((await stat(publicPath)).mode & 0o777).toBe(0o600)
})

test('the key of a file of before is taken over, so that workers keep what they know', async () => {
  const { dataDir, open } = await setUp()
  const pem = newPrivatePem()
  await writeFile(join(dataDir, 'link-key.pem'), pem)
  expect((await open()).kid).toBe(parseLinkKey(pem).kid)
  await expect(access(join(dataDir, 'link-key.pem'))).rejects.toThrow('ENOENT')
  expect((await open()).kid).toBe(parseLinkKey(pem).kid)
})

test('a file that is no key is said in one sentence', async () => {
  const { dataDir, open } = await setUp()
  await writeFile(join(dataDir, 'link-key.pem'), 'nonsense')
  await expect(open()).rejects.toThrow(/link-key\.pem is not a P-256 private key\. Remove it/)
})

test('S07: a new key is published before it signs, the old one until its last link is over', async () => {
  const { clock, dataDir, open } = await setUp()
  const keys = await open()
  const old = keys.kid
  const signsFrom = await keys.rotate()
  expect(signsFrom).toBe(clock.now + KEY_LEAD_SECONDS)
  expect([keys.kid, kids(keys).length]).toEqual([old, 2])
  const pems = (await readFile(join(dataDir, 'link-key.public.pem'), 'utf8')).match(/BEGIN PUBLIC KEY/g)
  expect(pems?.length).toBe(2)

  clock.now = signsFrom
  await keys.reload()
  expect(keys.kid).not.toBe(old)
  expect(createPublicKey(keys.privateKey).export({ format: 'jwk' })).toMatchObject({
    x: keys.jwks.keys[1]?.x,
  })
  expect(keys.jwks.keys.map(({ exp }) => exp)).toEqual([signsFrom + 3630, undefined])

  clock.now = signsFrom + 3629
  await keys.reload()
  expect(kids(keys)).toEqual([old, keys.kid])
  clock.now = signsFrom + 3630
  await keys.reload()
  expect(kids(keys)).toEqual([keys.kid])
})

test('two backends on one database sign with the same key, whoever changes it', async () => {
  const { clock, open } = await setUp()
  const [one, two] = await Promise.all([open(await temporaryFolder()), open(await temporaryFolder())])
  expect(two.kid).toBe(one.kid)
  expect(new Set(await Promise.all([one.rotate(), two.rotate()])).size).toBe(1)
  clock.now += KEY_LEAD_SECONDS
  await Promise.all([one.reload(), two.reload()])
  expect([two.kid, kids(two)]).toEqual([one.kid, kids(one)])
  expect(kids(one).length).toBe(2)
})

test('with another SECRET_KEY a new key is made', async () => {
  const { open } = await setUp()
  const { kid } = await open()
  const other = await open(await temporaryFolder(), 'another secret of ours')
  expect(other.kid).not.toBe(kid)
})
