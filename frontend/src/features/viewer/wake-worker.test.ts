import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { healthUrlOf, isWorker, wakeWorker, type Look } from './wake-worker.ts'

const servers: Server[] = []
const never = new AbortController().signal

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/health`
}

/** Wakes a worker that gives these looks in turn, the last one for ever; each takes ten seconds of its clock. */
async function wake(...looks: Look[]) {
  let clock = 0
  let told = 0
  const isAwake = await wakeWorker({ url: '' }, never, {
    readWorker: async () => 'none',
    onWaking: () => (told += 1),
    looks: async () => {
      clock += 10_000
      return (looks.length > 1 ? looks.shift() : looks[0]) ?? 'silent'
    },
    now: () => clock,
    askAgainMs: 0,
  })
  return { isAwake, told, seconds: clock / 1000 }
}

describe('R22: whether a worker answers', () => {
  it.each([
    ['a healthy worker', 200, '{"status":"ok"}', true],
    ['a worker that connects', 200, '{"status":"degraded"}', true],
    ['the page of its host', 200, '<!doctype html><h1>Service waking up</h1>', false],
    ['the page of a host, as an error', 503, '<h1>Bad gateway</h1>', false],
    ['the JSON of a host, as an error', 502, '{"status":"starting"}', false],
    ['another JSON', 200, '[1]', false],
  ])('by %s (%i)', async (_who, status, body, isOne) => {
    const url = await serve((_request, response) => response.writeHead(status).end(body))
    expect(await isWorker(url, never)).toBe(isOne)
  })

  it('not where nobody listens', async () => {
    expect(await isWorker('http://127.0.0.1:9/health', never)).toBe(false)
  })

  it('beside its streams, below any path', () => {
    expect(healthUrlOf('https://worker.example/stream/a/film.mp4?token=x.y.z')).toBe(
      'https://worker.example/health',
    )
    expect(healthUrlOf('https://example.org/w/stream/a/b?token=t')).toBe('https://example.org/w/health')
  })
})

describe('R22: waking a worker', () => {
  it('tells nothing of one that is awake', async () => {
    expect(await wake('awake')).toEqual({ isAwake: true, told: 0, seconds: 10 })
  })

  it('tells once, and asks until it is awake', async () => {
    expect(await wake('waking', 'waking', 'waking', 'awake')).toEqual({ isAwake: true, told: 1, seconds: 40 })
  })

  it('has patience for longer than 90 s where somebody answers, and then an end', async () => {
    expect(await wake('waking')).toEqual({ isAwake: false, told: 1, seconds: 100 })
  })

  it('gives up sooner where nobody does', async () => {
    expect((await wake('silent')).seconds).toBeLessThan(30)
  })

  it('believes the backend, which may be some seconds late, only after a while', async () => {
    const believed: boolean[] = []
    let clock = 0
    await wakeWorker({ url: '' }, never, {
      readWorker: async () => 'none',
      onWaking: () => undefined,
      looks: async (believesBackend) => {
        believed.push(believesBackend)
        clock += 3000
        return believesBackend ? 'awake' : 'waking'
      },
      now: () => clock,
      askAgainMs: 0,
    })
    expect(believed).toEqual([false, false, true])
  })

  it('stops when the viewer leaves', async () => {
    const left = new AbortController()
    const waking = wakeWorker({ url: '' }, left.signal, {
      readWorker: async () => 'none',
      onWaking: () => left.abort(),
      looks: async () => 'waking',
    })
    await expect(waking).rejects.toHaveProperty('name', 'AbortError')
  })
})
