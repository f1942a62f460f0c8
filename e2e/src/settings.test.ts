// Programs that cannot start say why, all of it at once, in words, and end with 1.
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram } from './support/run-process.ts'
import { runStart } from './support/start-command.ts'

let folder: string
let taken: ReturnType<typeof createServer>
let takenPort: number

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gramreel settings '))
  taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  takenPort = (taken.address() as AddressInfo).port
})

afterAll(async () => {
  taken.close()
  await rm(folder, { recursive: true, force: true })
})

/** Runs a program to its end; answers its exit code and words. */
async function lastWords(script: string, env: Record<string, string>, args: string[] = []) {
  const running = runProgram(script, args, env)
  const timer = setTimeout(() => void running.kill(), 20_000)
  const { code } = await running.ended
  clearTimeout(timer)
  return { code, words: running.lines.join('\n') }
}

const SECRET = 'sekrit-sekrit-sekrit'

describe('wrong settings', () => {
  it('of the backend are named together, secrets hidden', async () => {
    const { code, words } = await lastWords('backend/src/main.ts', {
      PORT: 'many',
      DATA_DIR: join(folder, 'backend'),
      PUBLIC_URL: 'nowhere',
      TELEGRAM_BOT_TOKEN: SECRET,
      TELEGRAM_CHATS: 'mine',
      WORKER_URL: 'worker',
      DIRECT_LINKS: 'sometimes',
    })
    expect(code).toBe(1)
    for (const name of [
      'PORT',
      'PUBLIC_URL',
      'TELEGRAM_BOT_TOKEN',
      'TELEGRAM_CHATS',
      'WORKER_URL',
      'DIRECT_LINKS',
    ]) {
      expect(words).toContain(name)
    }
    expect(words).not.toContain(SECRET)
  })

  it('of the worker are named together, secrets hidden', async () => {
    const { code, words } = await lastWords('worker/src/main.ts', {
      PORT: 'many',
      LINK_PUBLIC_KEY: 'no key',
      TELEGRAM_API_ID: 'x',
      TELEGRAM_BOT_TOKEN: SECRET,
    })
    expect(code).toBe(1)
    for (const name of [
      'PORT',
      'LINK_PUBLIC_KEY',
      'TELEGRAM_API_ID',
      'TELEGRAM_API_HASH',
      'TELEGRAM_BOT_TOKEN',
    ]) {
      expect(words).toContain(name)
    }
    expect(words).not.toContain(SECRET)
  })

  it('of telegram-local are told with what it takes', async () => {
    const { code, words } = await lastWords('telegram-local/src/main.ts', {}, ['--port', 'many'])
    expect(code).toBe(1)
    expect(words).toContain('--port')
  })

  it('of npm start are named together', async () => {
    const start = await runStart({ PORT: 'many', WORKER_PORT: '99999' })
    const { code } = await start.running.ended
    const words = start.running.lines.join('\n')
    expect(code).toBe(1)
    expect(words).toContain('PORT must be')
    expect(words).toContain('WORKER_PORT must be')
    await start.close()
  })

  it('of all parts are named together by npm start, once each, before any part is started', async () => {
    const start = await runStart({
      TELEGRAM_BOT_TOKEN: SECRET,
      TELEGRAM_CHATS: 'mine',
      TELEGRAM_API_ID: 'x',
      DIRECT_LINKS: 'sometimes',
    })
    const { code } = await start.running.ended
    const words = start.running.lines.join('\n')
    expect(code).toBe(1)
    const names = [
      'TELEGRAM_BOT_TOKEN',
      'TELEGRAM_CHATS',
      'TELEGRAM_API_ID',
      'TELEGRAM_API_HASH',
      'DIRECT_LINKS',
    ]
    for (const name of names) expect(words.split(`  ${name} `), name).toHaveLength(2)
    expect(words).not.toContain(SECRET)
    expect(words).not.toContain('Starting')
    await start.close()
  })
})

describe('a port in use is told in one sentence', () => {
  const programs: [string, string, Record<string, string>, string[]][] = [
    ['the backend', 'backend/src/main.ts', {}, []],
    [
      'the worker',
      'worker/src/main.ts',
      {
        BACKEND_URL: 'http://127.0.0.1:9',
        TELEGRAM_API_ID: '1',
        TELEGRAM_API_HASH: '0123456789abcdef0123456789abcdef',
        TELEGRAM_BOT_TOKEN: '1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      },
      [],
    ],
    ['telegram-local', 'telegram-local/src/main.ts', {}, ['--bot-api-port', '0', '--port']],
  ]
  it.for(programs)('by %s', async ([name, script, env, args]) => {
    const own = { PORT: `${takenPort}`, DATA_DIR: join(folder, name), ...env }
    const given = args.length > 0 ? [...args, `${takenPort}`, '--data', join(folder, name)] : []
    const { code, words } = await lastWords(script, own, given)
    expect(code, words).toBe(1)
    expect(words).toContain(`${takenPort}`)
    expect(words).not.toContain('    at ')
  })

  it('by npm start, with the setting that changes it', async () => {
    const start = await runStart({ WORKER_PORT: `${takenPort}` })
    const { code } = await start.running.ended
    expect(code).toBe(1)
    expect(start.running.lines.at(-1)).toMatch(
      new RegExp(`^Port ${takenPort} is in use by another program\\. .*WORKER_PORT`),
    )
    await start.close()
  })
})

describe('a data folder that cannot be written is told in one sentence', () => {
  const programs: [string, string, string[]][] = [
    ['the backend', 'backend/src/main.ts', []],
    ['telegram-local', 'telegram-local/src/main.ts', ['--port', '0', '--bot-api-port', '0', '--data']],
  ]
  it.for(programs)('by %s', async ([, script, args]) => {
    // A folder below a file can be made by nobody, not even root.
    const file = join(folder, 'a file')
    await writeFile(file, '')
    const dataDir = join(file, 'data')
    const { code, words } = await lastWords(
      script,
      { PORT: '0', DATA_DIR: dataDir },
      args.length > 0 ? [...args, dataDir] : [],
    )
    expect(code, words).toBe(1)
    expect(words).toContain(dataDir)
    expect(words).not.toContain('    at ')
  })

  it('by npm start', async () => {
    const file = join(folder, 'another file')
    await writeFile(file, '')
    const start = await runStart({ DATA_DIR: join(file, 'data') })
    const { code } = await start.running.ended
    expect(code).toBe(1)
    expect(start.running.lines.at(-1)).toContain('DATA_DIR')
    await start.close()
  })
})
