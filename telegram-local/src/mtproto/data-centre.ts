// The door of the wire: one data centre is one TCP server that speaks MTProto 2.0 over every TCP transport.
import type { Faults } from '../faults.ts'
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

/** Listens; rejects with the error of `listen` when the port cannot be had. */
export function startDataCentre(_options: DataCentreOptions): Promise<DataCentre> {
  return Promise.reject(new Error('not listening yet'))
}
