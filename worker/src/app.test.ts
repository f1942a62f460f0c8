import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { connect, createServer as createTcpServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPublicKey } from 'node:crypto'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refused, StartError } from './app.ts'
import { listen } from './testing/listen.ts'
import { blocks, createSigner, type Pair, startPair } from './testing/start-pair.ts'

let pair: Pair
let folder: string
beforeAll(async () => {
  pair = await startPair()
  folder = mkdtempSync(join(tmpdir(), 'gramreel-worker-app-'))
})
afterAll(async () => {
  await pair.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a worker', () => {
  it('says that Telegram refuses its bot token', async () => {
    const worker = await pair.startWorker({
      botToken: '1234567:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      dataDir: undefined,
    })
    await expect(worker.signedIn).rejects.toThrow(Refused)
    expect(worker.health()).toMatchObject({ status: 'degraded', telegram: 'refused' })
    expect((await fetch(`${worker.url}/ready`)).status).toBe(503)
    await worker.close()
  })

  it('does not start on a port in use, or with a folder it cannot write', async () => {
    const port = Number(new URL(pair.worker.url).port)
    await expect(pair.startWorker({ port })).rejects.toThrow(`Port ${port} of 127.0.0.1 is in use`)
    writeFileSync(join(folder, 'file'), '')
    const inFile = join(folder, 'file', 'data')
    await expect(pair.startWorker({ dataDir: inFile })).rejects.toThrow(StartError)
    await expect(pair.startWorker({ dataDir: inFile })).rejects.toThrow(/cannot be written.*Set DATA_DIR/)
    expect(existsSync(inFile)).toBe(false)
  })

  it('waits for a Telegram that is away, without knocking often, and is there when it comes back', async () => {
    const line = await startLine(pair.telegram.dcs[2] ?? '')
    line.isCut = true
    const { port } = line
    const worker = await pair.startWorker({ dcs: [{ id: 2, host: '127.0.0.1', port }], dataDir: undefined })
    const file = await pair.post({ size: 1000 })
    await new Promise((resolve) => setTimeout(resolve, 2500))
    expect(worker.health()).toMatchObject({ status: 'degraded', telegram: 'connecting' })
    expect(line.knocks).toBeLessThanOrEqual(3)
    const held = fetch(pair.link(file).replace(pair.worker.url, worker.url))
    line.isCut = false
    await worker.signedIn
    expect(Buffer.from(await (await held).arrayBuffer()).equals(blocks(0, 1000))).toBe(true)
    line.isCut = true
    line.cut()
    await expect.poll(() => worker.health().telegram).toBe('connecting')
    line.isCut = false
    await expect.poll(() => worker.health().telegram, { timeout: 5000 }).toBe('connected')
    await worker.close()
    line.close()
  })

  it('ends within seconds while it streams, and cuts what is too long', async () => {
    const worker = await pair.startWorker({ dataDir: undefined })
    await worker.signedIn
    const file = await pair.post({ size: 500 * 1024 * 1024 })
    const { hostname, port } = new URL(worker.url)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {})
    const address = new URL(pair.link(file))
    socket.write(`GET ${address.pathname}${address.search} HTTP/1.1\r\nHost: x\r\n\r\n`)
    await once(socket, 'readable')
    const begun = performance.now()
    await worker.close()
    expect(performance.now() - begun).toBeLessThan(8000)
    socket.destroy()
  })
})

describe('link keys', () => {
  it('are fetched from the backend, asked for again until there, and for a new key', async () => {
    const signers = [createSigner()]
    let asked = 0
    let isUp = false
    const backend: Server = createServer((_, answer) => {
      asked++
      if (!isUp) return answer.writeHead(503).end()
      return answer.end(
        JSON.stringify({
          keys: signers.map(({ publicPem }) => createPublicKey(publicPem).export({ format: 'jwk' })),
        }),
      )
    })
    const backendUrl = `http://127.0.0.1:${await listen(backend)}`
    const worker = await pair.startWorker({ linkKeys: undefined, backendUrl, dataDir: undefined })
    await worker.signedIn
    const file = await pair.post({ size: 10 })
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: 'gramreel',
      aud: 'worker-1',
      sub: 'f',
      jti: 'x',
      iat: now,
      exp: now + 60,
      scope: 'stream',
      file,
    }
    const get = (token: string) => fetch(`${worker.url}/stream/f/x?token=${token}`)
    const held = get(signers[0]?.token(claims) ?? '')
    await expect.poll(() => asked, { timeout: 5000 }).toBeGreaterThan(1)
    isUp = true
    expect((await held).status).toBe(200)
    const before = asked
    const next = createSigner()
    for (let i = 0; i < 5; i++) expect((await get(next.token(claims))).status).toBe(401)
    expect(asked - before).toBe(0) // asked a moment ago: not again within 30 s
    await worker.close()
    backend.close()
  })
})

describe('a playback', () => {
  it('goes on past its link, for whoever began in time, and for nobody else', async () => {
    let now = Math.floor(Date.now() / 1000)
    const begun = now
    const worker = await pair.startWorker({ now: () => now, dataDir: undefined })
    await worker.signedIn
    const file = await pair.post({ size: 1000 })
    const mine = pair
      .link(file, { iat: begun, exp: begun + 3600, jti: 'mine' })
      .replace(pair.worker.url, worker.url)
    const late = pair
      .link(file, { iat: begun, exp: begun + 3600, jti: 'late' })
      .replace(pair.worker.url, worker.url)
    const minutes = async (at: number, address = mine) => {
      now = begun + at * 60
      return statusOf(address)
    }
    for (const at of [0, 14, 28, 42, 56, 61, 75, 90, 104, 119])
      expect([at, await minutes(at)]).toEqual([at, 206])
    expect(await minutes(119, late)).toBe(401)
    expect(await minutes(135)).toBe(401)
    await worker.close()
  })
})

async function statusOf(address: string): Promise<number> {
  const answer = await fetch(address, { headers: { range: 'bytes=5-9' } })
  await answer.arrayBuffer()
  return answer.status
}

/** A wire to `address` that can be cut. */
async function startLine(address: string) {
  const [host = '', port = ''] = address.split(':')
  const sockets = new Set<Socket>()
  const server = createTcpServer((near) => {
    state.knocks++
    near.on('error', () => {})
    if (state.isCut) {
      near.destroy()
      return
    }
    const far = connect(Number(port), host)
    far.on('error', () => near.destroy())
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
    near.pipe(far).pipe(near)
    sockets.add(near)
  })
  const state = {
    port: await listen(server),
    isCut: false,
    knocks: 0,
    cut: () => sockets.forEach((socket) => socket.destroy()),
    close: () => void server.close(),
  }
  return state
}
