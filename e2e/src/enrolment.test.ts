// Workers as their owners start them: real processes, with a code and nothing else of the gallery's.
import { join } from 'node:path'
import type { WorkerInvitation, WorkerItem, WorkerList } from '@gramreel/contracts/worker-list'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signIn, type ApiClient } from './support/api-client.ts'
import { hashOfRange, sha256 } from './support/bytes.ts'
import { freePort } from './support/free-port.ts'
import { startProduct, type Product } from './support/product.ts'
import { runProgram, type Running } from './support/run-process.ts'
import { telegramEnv } from './support/telegram-settings.ts'
import { until } from './support/until.ts'

const MIB = 1024 * 1024

let product: Product
let api: ApiClient
let film: string
let folders = 0
/** By port. */
const running = new Map<number, Running>()

beforeAll(async () => {
  product = await startProduct({ worker: false, backendEnv: { PRIVATE_WORKERS: 'allow' } })
  api = await signIn(product)
  await product.control('files', { name: 'Film.mp4', size: 64 * MIB, mime: 'video/mp4', pattern: 'blocks' })
  film = (await api.find('Film')).id
})
afterAll(async () => {
  await Promise.all(Array.from(running.values(), (worker) => worker.kill()))
  await product?.close()
})

async function post<T>(path: string, body?: object): Promise<T> {
  const answer = await fetch(product.galleryUrl + path, {
    method: 'POST',
    headers: {
      cookie: api.cookie,
      origin: product.galleryUrl,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}
const invite = (name: string) => post<WorkerInvitation>('/api/workers', { name })
const items = async () => ((await (await api.get('/api/workers')).json()) as WorkerList).workers

/** A worker on a host without a disk: its folder is new every time. */
function launch(code: string, port: number, botToken = product.telegram.botToken): Running {
  const worker = runProgram('worker/src/main.ts', [], {
    PORT: `${port}`,
    DATA_DIR: join(product.dataDir, `host-${folders++}`),
    BACKEND_URL: product.galleryUrl,
    ENROLMENT_CODE: code,
    ...telegramEnv({ ...product.telegram, botToken }),
  })
  running.set(port, worker)
  return worker
}

async function start(code: string, port: number): Promise<Running> {
  const worker = launch(code, port)
  for (const what of ['enrolled', 'ready'])
    await until(`it is ${what}`, () => worker.lines.some((line) => line.includes(`"msg":"${what}"`)))
  return worker
}

/** Waits until the gallery finds it well. */
const well = (name: string): Promise<WorkerItem> =>
  until(`${name} to be well`, async () =>
    (await items()).find((item) => item.name === name && item.state === 'ok'),
  )

const signIns = async () => {
  const stats = await (await fetch(`${product.telegram.botApi}/control/stats`)).json()
  return (stats as { calls: Record<string, number> }).calls['auth.importBotAuthorization']
}

it('a worker comes by its code, plays, is found good in every line, and comes back without its disk', async () => {
  const { code } = await invite('At home')
  const port = await freePort()
  const first = await start(code, port)
  const { id, workerId } = await well('At home')

  const { url } = await api.link(film)
  expect(url.startsWith(`http://127.0.0.1:${port}/stream/`)).toBe(true)
  const blocks = Buffer.alloc(16, '\0\0\0\0\0\0\0\0GRAMREEL', 'latin1')
  blocks.writeBigUInt64BE(BigInt(2 * MIB))
  expect(await hashOfRange(url, 32 * MIB, 16)).toBe(sha256(blocks))

  const { checks } = await post<WorkerItem>(`/api/workers/${id}/checks`)
  expect(
    checks.map(({ name, state }) => `${name} ${state}`).filter((line) => !line.endsWith('good')),
  ).toEqual(
    // What it sent is reported once a minute.
    ['traffic unknown'],
  )

  const before = await signIns()
  await first.stop()
  await start(code, port)
  const back = await well('At home')
  expect(back.workerId).toBe(workerId)
  expect(await items()).toHaveLength(1)
  expect(await hashOfRange((await api.link(film)).url, 32 * MIB, 16)).toBe(sha256(blocks))
  expect(await signIns()).toBe(before)
  // The last thing it did was to tell.
  expect(back.sentBytes).toBeGreaterThanOrEqual(MIB)

  const thief = launch(code, await freePort(), '4242:another-token-of-another-bot-x')
  expect((await thief.ended).code).toBe(1)
  expect(thief.lines.join('\n')).toContain('This enrolment code belongs to another worker')
  expect(thief.lines.join('\n')).not.toContain(code)
})

it('a worker that is killed gets no new links within 15 s, and the other one plays', async () => {
  const { code } = await invite('At a host')
  const port = await freePort()
  await start(code, port)
  await well('At a host')
  const portOf = async () => Number(new URL((await api.link(film)).url).port)
  const chosen = await portOf()
  const killedAt = Date.now()
  await running.get(chosen)?.kill()
  const other = await until('links elsewhere', async () => {
    const now = await portOf()
    return now !== chosen && now
  })
  expect(Date.now() - killedAt).toBeLessThan(15_000)
  expect(await hashOfRange((await api.link(film)).url, 0, 16)).toMatch(/^[0-9a-f]{64}$/)
  expect(other).not.toBe(chosen)
})
