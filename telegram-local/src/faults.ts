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
] as const
export type FaultName = (typeof FAULT_NAMES)[number]

export type Fault = {
  fault: FaultName
  /** TL name ("upload.getFile") or Bot API name ("getFile"); absent: every call. */
  method?: string
  /** How many calls it meets; absent: all until cleared. */
  times?: number
  /** Calls that pass before the first one it meets (fail the Nth call: after = N - 1). */
  after?: number
  /** flood-wait, stall. */
  seconds?: number
  /** file-migrate: where to. */
  dc?: number
  /** rpc-error. */
  code?: number
  message?: string
  /** drop-connection: bytes of the answer that still leave. */
  afterBytes?: number
  /** slow: one-way delay added to each message, and the ceiling of a connection. Applies while it stands. */
  latencyMs?: number
  bytesPerSecond?: number
}

export interface Faults {
  add(fault: Fault): void
  clear(): void
  /** All that stand, with how often each was met. */
  list(): (Fault & { met: number })[]
  /** The first standing fault that meets this call, counted as met; undefined when there is none. Names limits the search. */
  take(method: string, names?: readonly FaultName[]): Fault | undefined
  /** The standing `slow` fault for this method, without counting. */
  slow(method?: string): { latencyMs: number; bytesPerSecond: number } | undefined
}
