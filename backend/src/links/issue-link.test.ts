import { expect, test } from 'vitest'
import { aRow } from '../testing/a-file.ts'
import { aLinkKey } from '../testing/a-link-key.ts'
import { createLinkIssuer, type LinkParts } from './issue-link.ts'

const DIRECT = { url: 'http://127.0.0.1:3003/file/bot7:x/1.jpg', expiresAt: new Date(1_790_000_000_000) }
const WORKER = { id: 'worker-1', url: 'http://127.0.0.1:3001', botId: 7 }
const bots = { has: (id: number) => id === 7, directUrl: async () => DIRECT }
const failing = { ...bots, directUrl: () => Promise.reject(new Error('away')) }
const OWNER = { isOwner: true, grant: 'grant' }

const issuer = async (parts: Partial<LinkParts> = {}) =>
  createLinkIssuer({
    key: aLinkKey(),
    chooseWorker: async () => WORKER,
    directLinks: 'owner',
    bots,
    readers: async (row) => [{ botId: row.bot_id, fileId: row.file_id }],
    ...parts,
  })

const claims = (url: string): { file: object } =>
  JSON.parse(Buffer.from(url.split('.').at(-2) ?? '', 'base64url').toString())

test.each([
  [20_971_519, 'direct'],
  [20_971_520, 'direct'],
  [20_971_521, 'stream'],
])('%i bytes asked for by the owner go the way: %s', async (size, kind) => {
  const issue = await issuer()
  expect(await issue(aRow({ size }), OWNER)).toMatchObject({
    kind,
    size,
    name: 'film.mp4',
    mime: 'video/mp4',
  })
})

test('a guest never gets a direct address', async () => {
  const issue = await issuer()
  expect((await issue(aRow({ size: 10 }), { ...OWNER, isOwner: false })).kind).toBe('stream')
})

test('with DIRECT_LINKS=never the owner gets none either', async () => {
  const issue = await issuer({ directLinks: 'never' })
  expect((await issue(aRow({ size: 10 }), OWNER)).kind).toBe('stream')
})

test('a file that the Bot API does not hand out, or cannot now, goes the streaming way', async () => {
  const refuses = await issuer({ bots: { ...bots, directUrl: async () => undefined } })
  expect((await refuses(aRow({ size: 10 }), OWNER)).kind).toBe('stream')
  const fails = await issuer({ bots: failing })
  expect((await fails(aRow({ size: 10 }), OWNER)).kind).toBe('stream')
})

test('without a worker a large file is no_worker, a small one is still direct, and Telegram’s trouble is said', async () => {
  const issue = await issuer({ chooseWorker: async () => undefined })
  await expect(issue(aRow({ size: 30_000_000 }), OWNER)).rejects.toMatchObject({
    code: 'no_worker',
    status: 409,
  })
  expect((await issue(aRow({ size: 10 }), OWNER)).kind).toBe('direct')
  const fails = await issuer({
    chooseWorker: async () => undefined,
    bots: failing,
  })
  await expect(fails(aRow({ size: 10 }), OWNER)).rejects.toThrow('away')
})

test('a file of an earlier bot is streamed by chat and message, without its file_id', async () => {
  const issue = await issuer({
    bots: { ...bots, has: () => false },
    chooseWorker: async () => ({ ...WORKER, botId: 8 }),
  })
  const link = await issue(aRow({ size: 10, message_id: 42 }), OWNER)
  expect(link.kind).toBe('stream')
  expect(claims(link.url).file).toMatchObject({ chat: '-1001234567890', msg: 42 })
  expect(claims(link.url).file).not.toHaveProperty('fid')
})

test('a file that was found deleted has no link any more, whoever asks', async () => {
  const issue = await issuer()
  for (const size of [1, 20_971_521])
    await expect(issue(aRow({ size, deleted_at: 1 }), OWNER)).rejects.toMatchObject({ code: 'file_deleted' })
})

const lifeOf = async (parts: Partial<LinkParts>) => {
  const { expiresAt } = await (await issuer(parts))(aRow({ size: 30_000_000 }), OWNER)
  return Math.round((Date.parse(expiresAt) - Date.now()) / 10_000) * 10
}

test('a link lives an hour, or as long as is set', async () => {
  expect([await lifeOf({}), await lifeOf({ lifetimeSeconds: 600 })]).toEqual([3600, 600])
})
