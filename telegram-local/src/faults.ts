// Scripted trouble. Each fault has a name (CONTRACT.md), says which calls it meets, and how often.
// The wire asks `take` at the moment where the fault would happen; whoever finds one carries it out.

export const FAULT_NAMES = [
  'flood-wait',
  'file-reference-expired',
  'file-migrate',
  'rpc-error',
  'drop-connection',
  'stall',
  'corrupt-message',
  'short-chunk',
  'auth-key-unregistered',
  'slow',
  'transport-error',
  'refuse-connection',
  'wrong-chunk',
  'long-chunk',
  'empty-chunk',
  'cdn-redirect',
  'truncated-message',
  'replayed-message',
  'garbage',
] as const
export type FaultName = (typeof FAULT_NAMES)[number]

/** In place of a method: a new MTProto connection. It is no call, so faults without a method do not meet it. */
export const CONNECT = 'connect'

export type Fault = {
  fault: FaultName
  /** TL name ("upload.getFile"), Bot API name ("getFile") or `CONNECT`; absent: every call. */
  method?: string
  /** Only MTProto calls for this file, by its file_id; `mediaId` is what the file_id says. */
  fileId?: string
  mediaId?: string
  /** How many calls it meets; absent: all until cleared. */
  times?: number
  /** Calls that pass before the first one it meets (fail the Nth call: after = N - 1). */
  after?: number
  /** flood-wait, stall. */
  seconds?: number
  /** file-migrate: where to. */
  dc?: number
  /** rpc-error; of a transport-error its number, 429 for -429. */
  code?: number
  message?: string
  /** drop-connection: bytes of the answer that still leave. */
  afterBytes?: number
  /** slow: one-way delay added to each message, and the ceiling of a connection. Applies while it stands. */
  latencyMs?: number
  /** slow: up to so much more, drawn for each message; messages of a connection stay in order. */
  jitterMs?: number
  bytesPerSecond?: number
}

export interface Faults {
  add(fault: Fault): void
  clear(): void
  /** All that stand, with how often each was met. */
  list(): (Fault & { met: number })[]
  /** The first standing fault that meets this call, counted as met; undefined when there is none. Names limits the search; `mediaId`: the file that is asked for. */
  take(method: string, names?: readonly FaultName[], mediaId?: string): Fault | undefined
  /** The standing `slow` fault for this method, without counting; its jitter is drawn anew at each asking. */
  slow(method?: string, mediaId?: string): { latencyMs: number; bytesPerSecond: number } | undefined
}

/** Several faults may stand; a call is met by the first in the order they were added that still has something to do. */
export function createFaults(random: () => number = Math.random): Faults {
  let standing: { fault: Fault; passed: number; met: number }[] = []

  return {
    add(fault) {
      standing.push({ fault, passed: 0, met: 0 })
    },
    clear() {
      standing = []
    },
    list() {
      return standing.map(({ fault, met }) => ({ ...fault, met }))
    },
    take(method, names, mediaId) {
      for (const entry of standing) {
        const { fault } = entry
        if (fault.fault === 'slow' || (names && !names.includes(fault.fault))) continue
        if (!meets(fault, method, mediaId)) continue
        if (entry.passed < (fault.after ?? 0)) {
          entry.passed += 1
          continue
        }
        if (entry.met >= (fault.times ?? Infinity)) continue
        entry.met += 1
        return fault
      }
      return undefined
    },
    slow(method, mediaId) {
      const entry = standing.find(({ fault }) => fault.fault === 'slow' && meets(fault, method, mediaId))
      return (
        entry && {
          latencyMs: (entry.fault.latencyMs ?? 0) + random() * (entry.fault.jitterMs ?? 0),
          bytesPerSecond: entry.fault.bytesPerSecond ?? Infinity,
        }
      )
    },
  }
}

/** A refused connection has no method that could be named. Bot API method names are case-insensitive, so a fault's are too. */
function meets(fault: Fault, method: string | undefined, mediaId: string | undefined): boolean {
  if (fault.fault === 'refuse-connection') return method === CONNECT
  if (fault.mediaId !== undefined && fault.mediaId !== mediaId) return false
  if (fault.method === undefined) return method !== CONNECT
  return fault.method.toLowerCase() === method?.toLowerCase()
}
