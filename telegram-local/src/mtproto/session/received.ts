// Which messages a session has received lately: for duplicates, for the order of sequence numbers, for msgs_state_req.
import { timeOf } from '../message-id.ts'

/** Bits of msgs_state_info: https://core.telegram.org/mtproto/service_messages_about_messages#informational-message-regarding-status-of-messages */
export const state = {
  unknown: 1,
  notReceived: 2,
  tooHigh: 3,
  received: 4,
  acknowledged: 8,
  needsNoAck: 16,
  running: 32,
  answered: 64,
} as const

/** Codes of bad_msg_notification that concern sequence numbers and age. */
export type OrderProblem = 20 | 32 | 33

type Entry = { id: bigint; seqno: number; bits: number }

const MAX_ENTRIES = 16_384
/** Messages older than 300 s are refused unless they can be checked here, so a little more is remembered. */
const KEEP_SECONDS = 600

export class Received {
  /** By id, rising. */
  readonly #entries: Entry[] = []
  /** Ids below this one may have been received and forgotten. */
  #horizon: bigint

  /** `now` in seconds since 1970. */
  constructor(now: number) {
    this.#horizon = BigInt(Math.floor(now - 300)) << 32n
  }

  has(id: bigint): boolean {
    return this.#find(id)?.id === id
  }

  /** Why a new message may not stand where its id and number would put it. */
  problem(id: bigint, seqno: number): OrderProblem | undefined {
    if (id < this.#horizon) return 20
    const at = this.#place(id)
    const before = this.#entries[at - 1]
    const after = this.#entries[at]
    const isOdd = (seqno & 1) === 1
    if (before && (before.seqno > seqno || (before.seqno === seqno && isOdd))) return 32
    if (after && (after.seqno < seqno || (after.seqno === seqno && isOdd))) return 33
    return undefined
  }

  add(id: bigint, seqno: number): void {
    this.#entries.splice(this.#place(id), 0, { id, seqno, bits: state.received })
    const oldest = this.#entries[0]
    const newest = this.#entries.at(-1)
    if (!oldest || !newest) return
    if (this.#entries.length > MAX_ENTRIES || timeOf(newest.id) - timeOf(oldest.id) > 2 * KEEP_SECONDS) {
      this.#forget(timeOf(newest.id) - KEEP_SECONDS)
    }
  }

  remove(id: bigint): void {
    const at = this.#place(id)
    if (this.#entries[at]?.id === id) this.#entries.splice(at, 1)
  }

  mark(id: bigint, bits: number): void {
    const entry = this.#find(id)
    if (entry?.id === id) entry.bits |= bits
  }

  unmark(id: bigint, bits: number): void {
    const entry = this.#find(id)
    if (entry?.id === id) entry.bits &= ~bits
  }

  /** One byte of msgs_state_info. */
  info(id: bigint): number {
    const entry = this.#find(id)
    if (entry?.id === id) return entry.bits
    if (id < this.#horizon) return state.unknown
    const newest = this.#entries.at(-1)
    return newest && id > newest.id ? state.tooHigh : state.notReceived
  }

  #forget(before: number): void {
    const tooMany = this.#entries.length - MAX_ENTRIES / 2
    const firstKept = this.#entries.findIndex((entry, i) => i >= tooMany && timeOf(entry.id) >= before)
    const gone = this.#entries.splice(0, firstKept === -1 ? this.#entries.length : firstKept)
    const last = gone.at(-1)
    if (last) this.#horizon = last.id + 1n
  }

  #find(id: bigint): Entry | undefined {
    return this.#entries[this.#place(id)]
  }

  /** Index of the first entry whose id is not below this one; new messages mostly belong at the end. */
  #place(id: bigint): number {
    const newest = this.#entries.at(-1)
    if (!newest || newest.id < id) return this.#entries.length
    let low = 0
    let high = this.#entries.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      const entry = this.#entries[middle]
      if (entry && entry.id < id) low = middle + 1
      else high = middle
    }
    return low
  }
}
