// What worker and backend promise each other, without a browser: a Telegram session is in one pair of hands (R07), and access
// that was withdrawn ends playback (S08).
import { get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Worker, WorkerConfig } from '@gramreel/worker'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signIn, type ApiClient } from './support/api-client.ts'
import { freePort } from './support/free-port.ts'
import { startProduct, type Product } from './support/product.ts'
import { runProgram, type Running } from './support/run-process.ts'
import { telegramEnv } from './support/telegram-settings.ts'
import { answers, until } from './support/until.ts'
import { startWorkerHere } from './support/worker-here.ts'

const MIB = 1024 * 1024
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' }

let product: Product
let api: ApiClient
let film: string
let folders = 0
const workers: Worker[] = []

beforeAll(async () => {
  product = await startProduct({ worker: false, backendEnv: { WORKER_URL: 'http://127.0.0.1:9' } })
  api = await signIn(product)
  await product.control('files', {
    name: 'Long.mp4',
    size: 512 * MIB,
    mime: 'video/mp4',
    pattern: 'blocks',
  })
  film = (await api.find('Long')).id
})
afterAll(() => product?.close())
beforeEach(() => product.control('duplicates', { detect: true }))
afterEach(() => Promise.all(workers.splice(0).map((worker) => worker.close())))

/** A folder that is new, as on a host without a disk. */
const newFolder = () => join(product.dataDir, `worker-${folders++}`)

async function start(config: Partial<WorkerConfig> = {}): Promise<Worker> {
  const worker = await startWorkerHere(product, { dataDir: newFolder(), allowedOrigins: [], ...config })
  workers.push(worker)
  await worker.signedIn
  return worker
}

/** The worker as a process of its own, which can be killed. */
async function startProcess(dataDir: string): Promise<Running & { url: string }> {
  const port = await freePort()
  const running = runProgram('worker/src/main.ts', [], {
    PORT: `${port}`,
    DATA_DIR: dataDir,
    BACKEND_URL: product.galleryUrl,
    ...telegramEnv(product.telegram),
  })
  const url = `http://127.0.0.1:${port}`
  await until('the worker', () => answers(`${url}/ready`))
  return { ...running, url }
}

type Stats = { duplicates: number; calls: Record<string, number> }
async function stats(): Promise<{ duplicates: number; signIns: number }> {
  const answer = await fetch(`${product.telegram.botApi}/control/stats`)
  const { duplicates, calls } = (await answer.json()) as Stats
  return { duplicates, signIns: calls['auth.importBotAuthorization'] ?? 0 }
}

async function changeOf(run: () => Promise<void>): Promise<{ duplicates: number; signIns: number }> {
  const before = await stats()
  await run()
  const after = await stats()
  return { duplicates: after.duplicates - before.duplicates, signIns: after.signIns - before.signIns }
}

/** The film's address at this worker, by a link of this person's. */
async function addressAt(worker: { url: string }, person: ApiClient = api): Promise<string> {
  const { url } = await person.link(film)
  return url.replace(new URL(url).origin, worker.url)
}

/** 16 bytes, by which the place is known. */
async function expectBytes(worker: { url: string }, start: number): Promise<void> {
  const answer = await fetch(await addressAt(worker), {
    headers: { range: `bytes=${start}-${start + 15}` },
    signal: AbortSignal.timeout(30_000),
  })
  expect(answer.status).toBe(206)
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect([bytes.readBigUInt64BE(0), bytes.subarray(8).toString()]).toEqual([BigInt(start / 16), 'GRAMREEL'])
}

/** An answer under way; read on until it is told to stand still. */
async function play(url: string): Promise<{ response: IncomingMessage; isOver(): boolean }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: { range: 'bytes=0-' } }, resolve).once('error', reject)
  })
  expect(response.statusCode).toBe(206)
  let isOver = false
  response.once('close', () => (isOver = true))
  response.on('error', () => {})
  return { response, isOver: () => isOver }
}

/** As a player does, not as fast as it can. */
function readSlowly(response: IncomingMessage): void {
  response.on('data', () => {
    response.pause()
    setTimeout(() => response.resume(), 20)
  })
}

describe('a worker that keeps its session at the backend', () => {
  it('shares none in 20 restarts that overlap, and signs in once for each of two', async () => {
    let old = await start()
    const change = await changeOf(async () => {
      for (let i = 0; i < 20; i++) {
        const playing = await play(await addressAt(old))
        readSlowly(playing.response)
        const next = await start()
        await Promise.all([expectBytes(next, i * 16 * MIB), expectBytes(old, (i * 16 + 8) * MIB)])
        playing.response.destroy()
        await old.close()
        await expectBytes(next, (i * 16 + 12) * MIB)
        old = next
      }
    })
    expect(change).toEqual({ duplicates: 0, signIns: 1 })
  }, 180_000)

  it('signs in no more after a clean stop, nor after a kill', async () => {
    const dataDir = newFolder()
    const first = await startProcess(dataDir)
    await expectBytes(first, 0)
    await first.stop()
    expect(
      await changeOf(async () => {
        const second = await startProcess(dataDir)
        await expectBytes(second, MIB)
        await second.kill()
        const third = await startProcess(dataDir)
        await expectBytes(third, 2 * MIB)
        await third.stop()
        const elsewhere = await start()
        await expectBytes(elsewhere, 3 * MIB)
      }),
    ).toEqual({ duplicates: 0, signIns: 0 })
  })

  it('that was killed leaves its session to nobody else for the time of its lease', async () => {
    const killed = await startProcess(newFolder())
    await killed.kill()
    const others = [await start(), await start()]
    const held = sessionsAt(product).filter(({ holder }) => holder !== null)
    expect(new Set(held.map(({ slot }) => slot)).size).toBe(3)
    for (const other of others) await expectBytes(other, 5 * MIB)
    expect((await stats()).duplicates).toBe(0)
  })

  it('goes on with another when somebody else was given its own', async () => {
    const victim = await start({ sessionRenewMs: 200 })
    const playing = await play(await addressAt(victim))
    playing.response.pause()
    const change = await changeOf(async () => {
      // As if the backend had not heard of it for a minute, and had given the session away.
      sessionsAt(product, "UPDATE worker_sessions SET holder = 'a-thief-of-sessions'")
      await until('a new session in a new place', () =>
        sessionsAt(product).some(({ holder, isSaved }) => holder !== 'a-thief-of-sessions' && isSaved),
      )
      await expectBytes(victim, 300 * MIB)
    })
    expect(change).toEqual({ duplicates: 0, signIns: 1 })
    expect(playing.isOver()).toBe(false)
    playing.response.destroy()
    sessionsAt(product, 'UPDATE worker_sessions SET holder = NULL')
  })

  it('starts without the backend, and is kept there once it is back', async () => {
    await product.processes.backend.stop()
    const worker = await start({ sessionRenewMs: 200, dataDir: undefined })
    expect(worker.health().telegram).toBe('connected')
    await product.restart('backend')
    const saved = () => sessionsAt(product).filter(({ holder, isSaved }) => holder !== null && isSaved).length
    await until('its session at the backend', () => saved() > 0)
    api = await signIn(product)
    await until('the link key', async () => expectBytes(worker, 9 * MIB).then(() => true))
  })
})

/** Rows of the backend's database, after running `change` on it. */
function sessionsAt(
  { dataDir }: Product,
  change?: string,
): { slot: string; holder: string | null; isSaved: boolean }[] {
  const database = new DatabaseSync(join(dataDir, 'backend', 'gramreel.db'), { timeout: 5_000 })
  try {
    if (change !== undefined) database.exec(change)
    return database
      .prepare('SELECT slot, holder, session_enc FROM worker_sessions')
      .all()
      .map((row) => ({
        slot: String(row['slot']),
        holder: row['holder'] === null ? null : String(row['holder']),
        isSaved: row['session_enc'] !== null,
      }))
  } finally {
    database.close()
  }
}

async function viewersOf({ url }: Worker): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/^gramreel_worker_viewers (\d+)$/m.exec(metrics)?.[1])
}

describe('access that is withdrawn', () => {
  const json = { 'content-type': 'application/json' }

  it('ends playback, also one that stands still, and no other’s', async () => {
    const { galleryUrl } = product
    const worker = await start({ withdrawnPollMs: 200 })
    const leaving = await signIn(product).catch(() => api)
    await fetch(`${galleryUrl}/api/account`, {
      method: 'PUT',
      headers: { ...json, cookie: leaving.cookie, origin: galleryUrl },
      body: JSON.stringify(OWNER),
    })
    const staying = await signInWithPassword()
    const url = await addressAt(worker, leaving)
    const [stalled, running, others] = [
      await play(url),
      await play(url),
      await play(await addressAt(worker, staying)),
    ]
    for (const { response } of [stalled, others]) response.pause()
    readSlowly(running.response)
    await sleep(500)
    expect([stalled.isOver(), running.isOver()]).toEqual([false, false])
    expect(await viewersOf(worker)).toBe(3)

    const out = await fetch(`${galleryUrl}/api/session`, {
      method: 'DELETE',
      headers: { cookie: leaving.cookie, origin: galleryUrl },
    })
    expect(out.status).toBe(204)
    // The worker lets go of both, of the one that nobody reads as well; its reader learns of it when he reads on.
    await until('one viewer to be left', async () => (await viewersOf(worker)) === 1)
    stalled.response.resume()
    await until('both to end', () => stalled.isOver() && running.isOver())
    const refused = await fetch(url)
    expect(await refused.json()).toMatchObject({ error: { code: 'link_invalid' } })
    const prefetch = await fetch(url.replace('/stream/', '/prefetch/').replace(/\/[^/?]+\?/, '?'), {
      method: 'POST',
    })
    expect(prefetch.status).toBe(401)
    expect(others.isOver()).toBe(false)
    others.response.destroy()
    api = staying
  })

  async function signInWithPassword(): Promise<ApiClient> {
    const { galleryUrl } = product
    const { email, password } = OWNER
    const answer = await fetch(`${galleryUrl}/api/session`, {
      method: 'POST',
      headers: { ...json, origin: galleryUrl },
      body: JSON.stringify({ email, password }),
    })
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const link = async (id: string) => {
      const got = await fetch(`${galleryUrl}/api/files/${id}/link`, { headers: { cookie } })
      return (await got.json()) as Awaited<ReturnType<ApiClient['link']>>
    }
    return { ...api, cookie, link }
  }
})
