// A wire between a worker and a data centre that can be damaged at any byte: cut, bent, held or taken away. telegram-local's
// faults know its own messages; this one knows nothing of them, so that trouble lands anywhere in a packet.
import { connect, createServer, type Socket } from 'node:net'
import { listen } from '../testing/listen.ts'
import type { Pair } from '../testing/start-pair.ts'
import type { Worker, WorkerConfig } from '../app.ts'

/** Damage that happens once, so many bytes from now in one direction. `fired` turns true then. */
export type Shot = { readonly fired: boolean }

type Armed = {
  fired: boolean
  at: number
  hit: (bytes: Buffer, at: number, ends: Ends) => Buffer | undefined
}
type Ends = { near: Socket; far: Socket }
type Way = 'down' | 'up'

export type Wire = {
  readonly port: number
  /** Connections that were tried through it so far. */
  readonly knocks: number
  /** Connections that are open now. */
  readonly open: number
  /** Ends the connection after so many more bytes; 'down' is towards the worker. */
  cutAfter(bytes: number, way?: Way): Shot
  /** Changes the bits of `mask` in the byte that follows so many more bytes. */
  flipAfter(bytes: number, mask: number, way?: Way): Shot
  /** Connections that are open now say nothing more, and do not end. */
  muteAll(): void
  /** The same, after so many more bytes towards the worker. */
  muteAfter(bytes: number): Shot
  /** While true, bytes are swallowed both ways: no end, no reset, nothing. New connections are accepted and stay mute. */
  isMute: boolean
  /** While true, whoever connects is sent away at once. */
  isAway: boolean
  /** Ends all connections now. */
  cutAll(): void
  close(): void
}

export async function startWire(address: string): Promise<Wire> {
  const [host = '', port = ''] = address.split(':')
  const sockets = new Set<Socket>()
  const armed: Record<Way, Armed[]> = { down: [], up: [] }
  const mute = new WeakSet<Socket>()
  const passed: Record<Way, number> = { down: 0, up: 0 }

  function arm(way: Way, bytes: number, hit: Armed['hit']): Shot {
    const shot = { fired: false, at: passed[way] + bytes, hit }
    armed[way].push(shot)
    return shot
  }

  function carry(way: Way, ends: Ends): void {
    const [from, to] = way === 'down' ? [ends.far, ends.near] : [ends.near, ends.far]
    from.on('data', (arrived) => {
      if (wire.isMute || mute.has(from)) return
      let bytes: Buffer | undefined = arrived
      for (const shot of armed[way]) {
        if (!bytes || shot.at >= passed[way] + bytes.length) continue
        shot.fired = true
        bytes = shot.hit(bytes, Math.max(0, shot.at - passed[way]), ends)
      }
      armed[way] = armed[way].filter(({ fired }) => !fired)
      passed[way] += arrived.length
      if (bytes && !to.write(bytes)) from.pause()
    })
    to.on('drain', () => from.resume())
  }

  const server = createServer((near) => {
    wire.knocks++
    if (wire.isAway) {
      near.on('error', () => {}).destroy()
      return
    }
    const far = connect(Number(port), host)
    for (const socket of [near, far]) {
      sockets.add(socket.setNoDelay(true))
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    carry('down', { near, far })
    carry('up', { near, far })
  })
  const wire = {
    port: await listen(server),
    knocks: 0,
    isMute: false,
    isAway: false,
    get open() {
      return sockets.size / 2
    },
    cutAfter: (bytes: number, way: Way = 'down') =>
      arm(way, bytes, (arrived, at, { near, far }) => {
        const to = way === 'down' ? near : far
        to.write(arrived.subarray(0, at), () => to.destroy())
        return undefined
      }),
    flipAfter: (bytes: number, mask: number, way: Way = 'down') =>
      arm(way, bytes, (arrived, at) => {
        arrived[at] = (arrived[at] ?? 0) ^ mask
        return arrived
      }),
    muteAll: () => sockets.forEach((socket) => mute.add(socket)),
    muteAfter: (bytes: number) =>
      arm('down', bytes, (arrived, at) => {
        wire.muteAll()
        return arrived.subarray(0, at)
      }),
    cutAll: () => sockets.forEach((socket) => socket.destroy()),
    close() {
      server.close()
      wire.cutAll()
    },
  }
  return wire
}

export type Wired = {
  wire: Wire
  worker: Worker
  /** As the pair's, for this worker. */
  link: Pair['link']
  close: () => Promise<void>
}

/** One more worker for the pair's Telegram, whose home data centre is reached by a wire. Signed in; `before` comes before that. */
export async function startWired(
  pair: Pair,
  config: Partial<WorkerConfig> = {},
  before: (wire: Wire) => void = () => {},
): Promise<Wired> {
  const { 2: home = '', 4: other = '' } = pair.telegram.dcs
  const wire = await startWire(home)
  before(wire)
  const dcs = [
    { id: 2, host: '127.0.0.1', port: wire.port },
    { id: 4, host: other.split(':')[0] ?? '', port: Number(other.split(':')[1]) },
  ]
  const worker = await pair.startWorker({ dcs, dataDir: undefined, ...config })
  await worker.signedIn
  return {
    wire,
    worker,
    link: (file, claims) => pair.link(file, claims).replace(pair.worker.url, worker.url),
    async close() {
      await worker.close()
      wire.close()
    },
  }
}
