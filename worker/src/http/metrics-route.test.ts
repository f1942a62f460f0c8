import Fastify from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Worker } from '../app.ts'
import { READINGS } from '../metrics/metric-list.ts'
import { parseMetrics } from '../testing/parse-metrics.ts'
import { codeOf, type Pair, startPair } from '../testing/start-pair.ts'
import { statusRoutes } from './status-routes.ts'

const MIB = 1024 * 1024
let pair: Pair
const opened: Worker[] = []

beforeAll(async () => {
  pair = await startPair()
}, 30_000)
afterEach(async () => {
  await fetch(`${pair.telegram.botApi}/control/faults`, { method: 'DELETE' })
  for (const each of opened.splice(0)) await each.close()
})
afterAll(() => pair.close())

async function fault(what: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  await fetch(`${pair.telegram.botApi}/control/faults`, {
    method: 'POST',
    body: JSON.stringify(what),
    headers,
  })
}

const ask = (url: string, headers: Record<string, string> = {}) => fetch(`${url}/metrics`, { headers })

describe('/metrics', () => {
  const TOKEN = 'a-token-of-twenty-six-chars'

  it('is text that a strict parser reads, with a value for every reading', async () => {
    const film = await pair.post({ size: 3 * MIB })
    for (let i = 0; i < 2; i++) await (await fetch(pair.link(film))).arrayBuffer()
    const answer = await ask(pair.worker.url)
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const families = parseMetrics(await answer.text())
    for (const { metric } of Object.values(READINGS)) {
      expect([metric, families.get(metric)?.samples.length]).not.toEqual([metric, 0])
    }
    const sum = (name: string, labels: Record<string, string> = {}) =>
      [...families.values()]
        .flatMap(({ samples }) => samples)
        .filter(
          (each) => each.name === name && Object.entries(labels).every(([k, v]) => each.labels[k] === v),
        )
        .reduce((total, { value }) => total + value, 0)
    expect(sum('gramreel_worker_requests_total', { status: '200' })).toBeGreaterThanOrEqual(2)
    expect(sum('gramreel_worker_sent_bytes_total')).toBeGreaterThanOrEqual(6 * MIB)
    expect(sum('gramreel_worker_month_sent_bytes')).toBe(sum('gramreel_worker_sent_bytes_total'))
    expect(sum('gramreel_worker_read_bytes_total')).toBeGreaterThanOrEqual(3 * MIB)
    expect(sum('gramreel_worker_cache_hits_total', { tier: 'memory' })).toBeGreaterThan(0)
    expect(sum('gramreel_worker_cache_misses_total', { tier: 'memory' })).toBeGreaterThan(0)
    expect(sum('gramreel_worker_time_to_first_byte_seconds_count', { cache: 'miss' })).toBeGreaterThan(0)
    expect(sum('gramreel_worker_time_to_first_byte_seconds_count', { cache: 'hit' })).toBeGreaterThan(0)
    expect(sum('gramreel_worker_chunk_latency_seconds_count')).toBeGreaterThan(0)
    expect(sum('gramreel_worker_telegram_connected')).toBe(1)
    expect(sum('gramreel_worker_window_bytes', { dc: '2' })).toBeGreaterThan(0)
    expect(sum('gramreel_worker_in_flight_bytes')).toBe(0)
    expect(sum('gramreel_worker_segment_max_bytes')).toBeGreaterThan(
      sum('gramreel_worker_segment_used_bytes'),
    )
    expect(sum('gramreel_worker_sign_ins_total')).toBe(1)
  })

  it('counts what went wrong by what it was', async () => {
    const read = async (name: string, label = '') => {
      const text = await (await ask(pair.worker.url)).text()
      return parseMetrics(text)
        .get(name)
        ?.samples.find(({ labels }) => label === '' || Object.values(labels).includes(label))?.value
    }
    const film = await pair.post({ size: 2 * MIB })
    const before = (await read('gramreel_worker_retries_total', 'wait')) ?? NaN
    await fault({ fault: 'flood-wait', method: 'upload.getFile', times: 1, seconds: 1 })
    await fault({
      fault: 'rpc-error',
      method: 'upload.getFile',
      times: 1,
      after: 1,
      code: 500,
      message: 'X',
    })
    await (await fetch(pair.link(film))).arrayBuffer()
    expect(await read('gramreel_worker_retries_total', 'wait')).toBe(before + 1)
    expect(await read('gramreel_worker_retries_total', 'busy')).toBeGreaterThan(0)
    expect(await read('gramreel_worker_flood_wait_seconds_total')).toBe(1)
    expect(await read('gramreel_worker_flood_gate_seconds', '2')).toBe(0)
    expect((await fetch(`${pair.worker.url}/stream/f/x`)).status).toBe(401)
    await expect.poll(() => read('gramreel_worker_requests_total', '401')).toBe(1)
  })

  it('holds no name, no id and no token', async () => {
    const film = await pair.post({ size: 1000, name: 'secret-name.mp4' })
    const link = pair.link(film)
    await (await fetch(link)).arrayBuffer()
    const text = await (await ask(pair.worker.url)).text()
    for (const word of [
      'secret-name',
      'film_1',
      film.chat,
      film.fid,
      pair.telegram.botToken,
      link.slice(-40),
    ]) {
      expect(text).not.toContain(word)
    }
  })

  it('without a token answers loopback alone, and nobody for whom a proxy speaks', async () => {
    expect((await ask(pair.worker.url)).status).toBe(200)
    for (const name of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip']) {
      expect(await codeOf(await ask(pair.worker.url, { [name]: '1.2.3.4' }))).toEqual([403, 'forbidden'])
    }
    expect((await ask(pair.worker.url, { authorization: `Bearer ${TOKEN}` })).status).toBe(200)
  })

  it('without a token refuses who comes over the network', async () => {
    const app = Fastify()
    statusRoutes(app, {
      health: () => pair.worker.health(),
      renderMetrics: () => 'text',
      metricsToken: undefined,
      allowedOrigins: new Set(),
    })
    const from = async (remoteAddress: string) =>
      (await app.inject({ url: '/metrics', remoteAddress })).statusCode
    for (const here of ['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1']) {
      expect([here, await from(here)]).toEqual([here, 200])
    }
    for (const there of [
      '10.0.0.7',
      '192.168.1.2',
      '203.0.113.9',
      '1.127.0.1',
      '::ffff:10.0.0.7',
      '2001:db8::1',
    ]) {
      expect([there, await from(there)]).not.toEqual([there, 200])
    }
    await app.close()
  })

  it('with a token answers whoever shows it, from anywhere, and nobody else', async () => {
    const worker = await pair.startWorker({ metricsToken: TOKEN, dataDir: undefined })
    opened.push(worker)
    const good = { authorization: `Bearer ${TOKEN}` }
    expect((await ask(worker.url, good)).status).toBe(200)
    expect((await ask(worker.url, { authorization: `bearer ${TOKEN}` })).status).toBe(200)
    expect((await ask(worker.url, { ...good, 'x-forwarded-for': '1.2.3.4' })).status).toBe(200)
    const bad = [
      '',
      TOKEN,
      'Bearer',
      'Bearer ',
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(1)}`,
      `Basic ${TOKEN}`,
    ]
    for (const authorization of bad) {
      expect([authorization, ...(await codeOf(await ask(worker.url, { authorization })))]).toEqual([
        authorization,
        403,
        'forbidden',
      ])
    }
    expect((await fetch(`${worker.url}/metrics?token=${TOKEN}`)).status).toBe(403)
  })
})
