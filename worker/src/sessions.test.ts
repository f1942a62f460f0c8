// Two instances never share a session (R07), seen from outside: a Telegram that looks for keys in two hands finds none, and
// restarts sign in no more often than they must.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Worker } from './app.ts'
import { blocks, type Pair, type PostedFile, startPair } from './testing/start-pair.ts'

const MIB = 1024 * 1024
let pair: Pair
let folder: string
let film: PostedFile

beforeAll(async () => {
  pair = await startPair({ cacheMemoryMb: 0 })
  folder = mkdtempSync(join(tmpdir(), 'gramreel-worker-sessions-'))
  film = await pair.post({ size: 256 * MIB })
})
afterAll(async () => {
  await pair.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => detect(true))

async function detect(on: boolean): Promise<void> {
  const answer = await fetch(`${pair.telegram.botApi}/control/duplicates`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ detect: on }),
  })
  expect(answer.ok).toBe(true)
}

async function duplicates(): Promise<number> {
  const stats: unknown = await (await fetch(`${pair.telegram.botApi}/control/stats`)).json()
  return Number(typeof stats === 'object' && stats ? Reflect.get(stats, 'duplicates') : NaN)
}

const signIns = () => pair.calls('auth.importBotAuthorization')

function watch(worker: Worker, start: number, signal?: AbortSignal): Promise<Response> {
  const url = pair.link(film).replace(pair.worker.url, worker.url)
  return fetch(url, { headers: { range: `bytes=${start}-` }, ...(signal && { signal }) })
}

/** Reads a little and leaves. */
async function expectBytes(worker: Worker, start: number): Promise<void> {
  const leave = new AbortController()
  const answer = await watch(worker, start, leave.signal)
  expect(answer.status).toBe(206)
  const first = await answer.body?.getReader().read()
  const bytes = first?.value ?? Buffer.alloc(0)
  expect(bytes.length).toBeGreaterThan(0)
  expect(Buffer.from(bytes).equals(blocks(start, start + bytes.length))).toBe(true)
  leave.abort()
}

/** Keeps reading until told to stop. */
async function viewer(worker: Worker, start: number): Promise<() => void> {
  const leave = new AbortController()
  const answer = await watch(worker, start, leave.signal)
  const readOn = async () => {
    for await (const part of answer.body ?? []) if (part.length === 0) return
  }
  readOn().catch(() => {})
  return () => leave.abort()
}

async function started(config: Parameters<Pair['startWorker']>[0]): Promise<Worker> {
  const worker = await pair.startWorker(config)
  await worker.signedIn
  return worker
}

/** What DATA_DIR keeps, as a session string. */
function sessionString(dataDir: string): string {
  const database = new DatabaseSync(join(dataDir, 'telegram-session-1.db'))
  const value = database.prepare("SELECT value FROM kept WHERE name = 'session'").get()?.['value']
  database.close()
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as session-text.ts writes it
  const { home, keys } = JSON.parse(String(value)) as { home: number; keys: Record<string, string> }
  const key = Buffer.from(keys[home] ?? '', 'base64')
  return `1${Buffer.concat([Buffer.from([home, 127, 0, 0, 1, 0, 80]), key]).toString('base64')}`
}

describe('a worker with DATA_DIR', () => {
  it('shares no session in 20 restarts that overlap, and signs in once for each of two', async () => {
    const dataDir = join(folder, 'overlap')
    const [dupBefore, signInsBefore] = [await duplicates(), await signIns()]
    let old = await started({ dataDir })
    for (let i = 0; i < 20; i++) {
      const leave = await viewer(old, i * 8 * MIB)
      const next = await started({ dataDir })
      await Promise.all([expectBytes(next, i * 8 * MIB), expectBytes(old, (i * 8 + 4) * MIB)])
      leave()
      await old.close()
      await expectBytes(next, (i * 8 + 6) * MIB)
      old = next
    }
    await old.close()
    expect((await duplicates()) - dupBefore).toBe(0)
    expect((await signIns()) - signInsBefore).toBe(2)
  }, 120_000)

  it('takes TELEGRAM_SESSION where it holds the folder, makes its own where another does', async () => {
    const source = join(folder, 'source')
    await (await started({ dataDir: source })).close()
    const session = sessionString(source)
    const dataDir = join(folder, 'given')
    const [dupBefore, signInsBefore] = [await duplicates(), await signIns()]
    const first = await started({ dataDir, session })
    expect((await signIns()) - signInsBefore).toBe(0)
    const second = await started({ dataDir, session })
    await Promise.all([expectBytes(first, MIB), expectBytes(second, 2 * MIB)])
    expect((await signIns()) - signInsBefore).toBe(1)
    await Promise.all([first.close(), second.close()])
    expect((await duplicates()) - dupBefore).toBe(0)
  })
})

describe('a session in two hands, where nothing could tell', () => {
  it('is given up by both for new ones, and films go on', async () => {
    const source = join(folder, 'stolen')
    await (await started({ dataDir: source })).close()
    const session = sessionString(source)
    const dupBefore = await duplicates()
    const config = { dataDir: undefined, session }
    const one = await started(config)
    const other = await pair.startWorker(config)
    await Promise.all([expectBytes(one, 3 * MIB), expectBytes(other, 4 * MIB)])
    await Promise.all([expectBytes(one, 5 * MIB), expectBytes(other, 6 * MIB)])
    expect((await duplicates()) - dupBefore).toBe(1)
    await Promise.all([one.close(), other.close()])
  }, 60_000)
})
