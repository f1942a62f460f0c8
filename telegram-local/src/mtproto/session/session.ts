// One client session (https://core.telegram.org/mtproto/description#session): it outlives its connections.
import type { Line } from '../line.ts'
import { Received } from './received.ts'
import { Unacked } from './unacked.ts'

/** A request under way or done: whether it ended well; false also for one that was dropped. */
export type Run = { done: Promise<boolean>; isDropped: boolean; isFinished: boolean }

const MAX_RUNS = 2048

export class Session {
  readonly id: bigint
  readonly received: Received
  readonly unacked = new Unacked()
  /** Open connections that spoke for this session, the newest last. */
  readonly lines = new Set<Line>()
  /** Received messages that want a msgs_ack soon. */
  readonly owedAcks = new Set<bigint>()
  /** Whether new_session_created was sent. */
  isAnnounced = false
  readonly #runs = new Map<bigint, Run>()
  #contentSent = 0

  /** `now` in seconds since 1970. */
  constructor(id: bigint, now: number) {
    this.id = id
    this.received = new Received(now)
  }

  get isConnected(): boolean {
    return this.lines.size > 0
  }

  /** Twice the number of messages before this one that wanted an acknowledgement, plus one if this one does. */
  nextSeqno(wantsAck: boolean): number {
    const seqno = this.#contentSent * 2 + (wantsAck ? 1 : 0)
    if (wantsAck) this.#contentSent++
    return seqno
  }

  run(requestId: bigint): Run | undefined {
    return this.#runs.get(requestId)
  }

  /** As if it had never come: when it is sent again, it is carried out. */
  forgetRequest(requestId: bigint): void {
    this.received.remove(requestId)
    this.owedAcks.delete(requestId)
    this.#runs.delete(requestId)
  }

  addRun(requestId: bigint, run: Run): void {
    this.#runs.set(requestId, run)
    if (this.#runs.size <= MAX_RUNS) return
    for (const [id, each] of this.#runs) {
      if (each.isFinished) this.#runs.delete(id)
      if (this.#runs.size <= MAX_RUNS / 2) break
    }
  }
}
