// The backend is away, slow or broken: films go on, since a worker checks links by itself.
import { createPublicKey } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { Worker } from '../app.ts'
import { listen } from '../testing/listen.ts'
import { createSigner, type Pair, startPair } from '../testing/start-pair.ts'
import { play } from './player.ts'
import { view, watch } from './viewer.ts'

const MIB = 1024 * 1024

type Backend = { url: string; server: Server; state: 'up' | 'mute' | 'broken'; asked: number }

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** Serves the keys of the pair's signer. */
async function startBackend(keysOf: Pair['signer']): Promise<Backend> {
  const jwk = createPublicKey(keysOf.publicPem).export({ format: 'jwk' })
  const server = createServer((request, answer) => {
    if (request.url !== '/.well-known/jwks.json') return answer.writeHead(404).end()
    backend.asked++
    if (backend.state === 'mute') return undefined
    if (backend.state === 'broken') return answer.writeHead(500).end('<html>')
    return answer.end(JSON.stringify({ keys: [jwk] }))
  })
  const backend: Backend = { url: `http://127.0.0.1:${await listen(server)}`, server, state: 'up', asked: 0 }
  closing.push(() => leave(backend))
  return backend
}

function leave({ server }: Backend): void {
  server.closeAllConnections()
  server.close()
}

async function start(): Promise<{ pair: Pair; backend: Backend; worker: Worker; link: Pair['link'] }> {
  const pair = await startPair({ cacheMemoryMb: 0 })
  closing.push(() => pair.close())
  const backend = await startBackend(pair.signer)
  const worker = await pair.startWorker({ linkKeys: undefined, backendUrl: backend.url, dataDir: undefined })
  await worker.signedIn
  const link: Pair['link'] = (file, claims) => pair.link(file, claims).replace(pair.worker.url, worker.url)
  return { pair, backend, worker, link }
}

describe('R21: a backend that is gone', () => {
  it('interrupts no film: those that play go on, and links made before it went still begin', async () => {
    const { pair, backend, worker, link } = await start()
    const film = await pair.post({ size: 8 * MIB })
    await watch(link(film), film, { start: 0, end: 10 })
    const waiting = link(film)
    let isGone = false
    const played = await play(link(film), film, (position) => {
      if (position < 2 * MIB || isGone) return
      isGone = true
      leave(backend)
    })
    expect(played).toMatchObject({ wrongAt: undefined, position: film.size, drops: 0 })
    expect(played.statuses.every((status) => status === 206)).toBe(true)
    await watch(waiting, film)
    expect(worker.health().status).toBe('ok')
  })

  it.each(['mute', 'broken'] as const)(
    '(%s) makes no link slower, not even one of a key nobody knows',
    async (state) => {
      const { pair, backend, link } = await start()
      const film = await pair.post({ size: MIB })
      await watch(link(film), film)
      backend.state = state
      const begun = performance.now()
      await watch(link(film), film)
      expect(performance.now() - begun).toBeLessThan(3000)
      const forged = link(film).replace(/token=.*/, `token=${createSigner().token({})}`)
      expect((await view(forged, { limitMs: 15_000 })).status).toBe(401)
      await watch(link(film), film)
    },
  )

  it('when the worker starts is waited for: requests are held until there are keys, without a restart', async () => {
    const pair = await startPair({ cacheMemoryMb: 0 })
    closing.push(() => pair.close())
    const backend = await startBackend(pair.signer)
    backend.state = 'broken'
    const worker = await pair.startWorker({
      linkKeys: undefined,
      backendUrl: backend.url,
      dataDir: undefined,
    })
    await worker.signedIn
    const film = await pair.post({ size: MIB })
    const link = pair.link(film).replace(pair.worker.url, worker.url)
    const viewing = view(link)
    await sleep(1000)
    backend.state = 'up'
    expect(await viewing).toMatchObject({ status: 200, isComplete: true })
  })

  it('whose database is locked or whose disk is full (R19, R20: 500 to everything) is not asked for films at all', async () => {
    const { pair, backend, link } = await start()
    const film = await pair.post({ size: MIB })
    await watch(link(film), film)
    backend.state = 'broken'
    const before = backend.asked
    for (let i = 0; i < 10; i++) await watch(link(film), film, { start: i * 1000 })
    await sleep(200)
    expect(backend.asked).toBe(before)
  })
})
