// The door of the wire: one data centre is one TCP server that speaks MTProto 2.0 over every TCP transport.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { CONNECT } from '../faults.ts'
import type { Faults } from '../faults.ts'
import { telegramSchema } from '../tl/schema.ts'
import { AuthKeys } from './auth-keys.ts'
import type { Centre } from './centre.ts'
import type { DuplicateWatch } from './duplicates.ts'
import { Line } from './line.ts'
import { MessageIds } from './message-id.ts'
import type { Caller, Services } from './service.ts'
import type { ServerKey } from './server-key.ts'

/** Where the wire keeps what must outlive the process; `World` is one. */
export type Facts = {
  fact(name: string): string | undefined
  setFact(name: string, value: string | undefined): void
}

/** What happened, in one word and a few plain values; never keys or contents. */
export type WireLog = (event: string, fields?: Record<string, unknown>) => void

export type DataCentreOptions = {
  dcId: number
  host: string
  /** 0: a free one. */
  port: number
  rsaKey: ServerKey
  services: Services
  faults: Faults
  duplicates: DuplicateWatch
  facts: Facts
  log?: WireLog
}

export type WireStats = {
  /** API calls by TL name; those that answer as unknown are counted under "unknown". */
  calls: Record<string, number>
  connections: { now: number; total: number }
  /** Bytes on the sockets. */
  bytes: { in: number; out: number }
}

export type DataCentre = {
  readonly dcId: number
  /** "host:port" */
  readonly address: string
  readonly host: string
  readonly port: number
  /** Who is known to this process, by key; those only on disk join when they speak. */
  callers(): Caller[]
  stats(): WireStats
  /** Cuts every connection and frees the port. */
  close(): Promise<void>
}

const now = () => Date.now() / 1000

/** Listens; rejects with the error of `listen` when the port cannot be had. */
export async function startDataCentre(options: DataCentreOptions): Promise<DataCentre> {
  const { dcId, host, rsaKey, services, faults, duplicates, facts } = options
  const stats: WireStats = { calls: {}, connections: { now: 0, total: 0 }, bytes: { in: 0, out: 0 } }
  const keys = new AuthKeys(dcId, facts, now)
  const centre: Centre = {
    dcId,
    serverKey: rsaKey,
    schema: telegramSchema(),
    services,
    faults,
    duplicates,
    keys,
    messageIds: new MessageIds(now),
    stats,
    log: options.log ?? (() => undefined),
    now,
  }
  const lines = new Set<Line>()
  const server = createServer({ noDelay: true }, (socket) => {
    if (faults.take(CONNECT, ['refuse-connection'])) {
      stats.connections.total++
      socket.destroy()
      return
    }
    const line = new Line(socket, centre)
    lines.add(line)
    stats.connections.total++
    stats.connections.now = lines.size
    socket.on('close', () => {
      lines.delete(line)
      stats.connections.now = lines.size
    })
  })
  server.listen(options.port, host)
  await once(server, 'listening')
  const bound = server.address()
  const port = typeof bound === 'object' && bound ? bound.port : options.port
  return {
    dcId,
    host,
    port,
    address: `${host}:${port}`,
    callers: () => keys.callers(),
    stats: () => structuredClone(stats),
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const line of lines) line.destroy()
      await closed
    },
  }
}
