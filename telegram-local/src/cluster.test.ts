import { createPublicKey } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Bot } from 'grammy'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTelegram, type Telegram } from './cluster.ts'

let dataDir: string
const running: Telegram[] = []

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'telegram-local-'))
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((telegram) => telegram.close()))
  await rm(dataDir, { recursive: true, force: true })
})

async function start(options: Partial<Parameters<typeof startTelegram>[0]> = {}): Promise<Telegram> {
  const telegram = await startTelegram({ dataDir, ...options })
  running.push(telegram)
  return telegram
}

const addFile = async (telegram: Telegram, file: object): Promise<{ fileId: string; messageId: number }> => {
  const response = await fetch(`${telegram.botApi}/control/files`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(file),
  })
  return JSON.parse(await response.text())
}

/** True when somebody listens there. */
const answers = (address: string) =>
  new Promise<boolean>((resolve) => {
    const [host, port] = address.split(':')
    const socket = connect(Number(port), host)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

test('opens two data centres and the Bot API, and says everything a client needs', async () => {
  const telegram = await start()
  expect(Object.keys(telegram.dcs)).toEqual(['2', '4'])
  expect(await Promise.all(Object.values(telegram.dcs).map(answers))).toEqual([true, true])
  expect(telegram.url).toBe(telegram.botApi)
  expect(telegram.apiId).toBeGreaterThan(0)
  expect(telegram.apiHash).toMatch(/^[0-9a-f]{32}$/)
  expect(telegram.botToken).toMatch(/^\d+:[\w-]{35}$/)
  expect(telegram.chat).toMatch(/^-100\d+$/)
  const pem = await readFile(telegram.publicKey, 'utf8')
  expect(pem).toMatch(/^-----BEGIN RSA PUBLIC KEY-----/)
  expect(createPublicKey(pem).asymmetricKeyDetails?.modulusLength).toBe(2048)
})

test('a restart with the same folder and ports goes on where it was', async () => {
  const first = await start()
  const { fileId, messageId } = await addFile(first, { size: 1000, name: 'a.mp4' })
  const ports = {
    port: Number(first.dcs[2]?.split(':')[1]),
    botApiPort: Number(new URL(first.botApi).port),
  }
  const pem = await readFile(first.publicKey, 'utf8')
  await first.close()
  expect(await answers(first.dcs[2] ?? '')).toBe(false)

  const again = await start({ ...ports, dcIds: [2] })
  const { botToken, chat, apiId, apiHash, botApi, publicKey } = again
  expect({ botToken, chat, apiId, apiHash, botApi, publicKey }).toEqual({
    botToken: first.botToken,
    chat: first.chat,
    apiId: first.apiId,
    apiHash: first.apiHash,
    botApi: first.botApi,
    publicKey: first.publicKey,
  })
  expect(await readFile(publicKey, 'utf8')).toBe(pem)
  const bot = new Bot(botToken, { client: { apiRoot: botApi } })
  expect(await bot.api.getFile(fileId)).toMatchObject({ file_size: 1000 })
  expect((await addFile(again, { size: 1 })).messageId).toBe(messageId + 1)
})

test('grammY, a client of others, polls, sends and downloads', async () => {
  const telegram = await start()
  const bot = new Bot(telegram.botToken, { client: { apiRoot: telegram.botApi } })
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  bot.on('channel_post:video', (context) => resolve(context.channelPost.video.file_id))
  const polling = bot.start({ drop_pending_updates: true })
  const { fileId } = await addFile(telegram, { size: 50_000, mime: 'video/mp4' })
  expect(await promise).toBe(fileId)
  const { file_path } = await bot.api.getFile(fileId)
  const response = await fetch(`${telegram.botApi}/file/bot${telegram.botToken}/${file_path}`)
  expect((await response.bytes()).length).toBe(50_000)
  await expect(bot.api.getChat(-100_999)).rejects.toThrow('chat not found')
  const message = await bot.api.sendMessage(telegram.chat, 'from grammY')
  expect(await bot.api.deleteMessage(telegram.chat, message.message_id)).toBe(true)
  await bot.stop()
  await polling
})

test('closing ends open connections and waiting polls within a second', async () => {
  const telegram = await start()
  const [host, port] = (telegram.dcs[2] ?? '').split(':')
  const socket = connect(Number(port), host)
  const closed = new Promise((resolve) => socket.once('close', resolve).on('error', () => {}))
  await new Promise((resolve) => socket.once('connect', resolve))
  const poll = fetch(`${telegram.botApi}/bot${telegram.botToken}/getUpdates?timeout=50`).catch(() => 'cut')
  await new Promise((resolve) => setTimeout(resolve, 50))
  const began = performance.now()
  await telegram.close()
  await Promise.all([closed, poll])
  expect(performance.now() - began).toBeLessThan(1500)
})

test('a port in use and a folder that cannot be written are one sentence, and nothing stays open', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve))
  const address = other.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  await expect(start({ port })).rejects.toThrow(
    `Cannot listen on 127.0.0.1:${port} for data centre 2: another program listens there already.`,
  )
  await expect(start({ botApiPort: port })).rejects.toThrow(
    `Cannot listen on 127.0.0.1:${port} for the Bot API: another program listens there already.`,
  )
  other.close()
  await writeFile(join(dataDir, 'file'), '')
  await expect(start({ dataDir: join(dataDir, 'file') })).rejects.toThrow(
    /^The data folder .* cannot be used/,
  )
  await chmod(dataDir, 0o700)
})
