// `npm start` with one's own bot: here the bot of a telegram-local that stands for the real Telegram.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signIn } from './support/api-client.ts'
import type { TelegramFacts } from '@gramreel/telegram-local'
import { runProgram, type Running } from './support/run-process.ts'
import { runStart, startCommand } from './support/start-command.ts'
import { telegramEnv } from './support/telegram-settings.ts'
import { answers, until } from './support/until.ts'

let folder: string
let running: Running
let telegram: TelegramFacts

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gramreel own bot '))
  running = runProgram('telegram-local/src/main.ts', ['--port', '0', '--bot-api-port', '0', '--data', folder])
  const line = await until('telegram-local', () => running.lines.find((text) => text.startsWith('{"dcs"')))
  telegram = JSON.parse(line) as TelegramFacts
})

afterAll(async () => {
  await running?.stop()
  await rm(folder, { recursive: true, force: true })
})

const settings = (): Record<string, string> => ({
  TELEGRAM_BOT_API_URL: telegram.botApi,
  TELEGRAM_CHATS: telegram.chat,
  ...telegramEnv(telegram),
})

it('fills the gallery from the bot’s channel, and starts no Telegram of its own', async () => {
  const start = await startCommand(settings())
  try {
    const api = await signIn(start)
    expect((await api.files()).total).toBe(0)
    expect(await answers(`http://127.0.0.1:${start.ports.botApi}/health`)).toBe(false)
    await fetch(`${telegram.botApi}/control/files`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ size: 30_000_000, pattern: 'blocks', name: 'Mine.mp4', mime: 'video/mp4' }),
    })
    const { id } = await api.find('Mine')
    const { url } = await api.link(id)
    const bytes = Buffer.from(await (await fetch(url, { headers: { range: 'bytes=16-31' } })).arrayBuffer())
    expect(bytes.readBigUInt64BE(0), bytes.toString()).toBe(1n)
    expect(bytes.subarray(8).toString()).toBe('GRAMREEL')
  } finally {
    await start.close()
  }
})

it('says in a sentence that Telegram refuses the bot token, and ends', async () => {
  const token = `${telegram.botToken.split(':')[0]}:AAwrongwrongwrongwrongwrongwrongwro`
  const start = await runStart({ ...settings(), TELEGRAM_BOT_TOKEN: token })
  try {
    const { code } = await start.running.ended
    const words = start.running.lines.join('\n')
    expect(code, words).toBe(1)
    expect(words).toMatch(/bot token/i)
    expect(words).toContain('TELEGRAM_BOT_TOKEN')
    expect(words).not.toContain(token)
    expect(words).not.toContain('    at ')
  } finally {
    await start.close()
  }
})

it('says which settings are missing when there is only half of what Telegram asks for', async () => {
  const start = await runStart({
    TELEGRAM_BOT_TOKEN: telegram.botToken,
    TELEGRAM_BOT_API_URL: telegram.botApi,
  })
  try {
    const { code } = await start.running.ended
    const words = start.running.lines.join('\n')
    expect(code, words).toBe(1)
    expect(words).toContain('TELEGRAM_API_ID')
    expect(words).toContain('TELEGRAM_API_HASH')
  } finally {
    await start.close()
  }
})
