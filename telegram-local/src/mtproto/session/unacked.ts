// What we sent and the client has not acknowledged: it is sent again when the client asks or comes back on a new connection.
// Large answers are not kept but made again, so a client that never acknowledges costs little.
import type { Part } from '../../tl/lazy-bytes.ts'

export type Sent = {
  messageId: bigint
  seqno: number
  /** Bytes of the body. */
  length: number
  /** The request that this answers. */
  requestId?: bigint
  /** The body, now or made again; undefined when it cannot be made any more. */
  body: () => Part[] | Promise<Part[] | undefined>
  /** The connection it last left on. */
  via: { readonly isOpen: boolean } | undefined
  /** Takes it back while it waits to leave; false once it has left. */
  withdraw: (() => boolean) | undefined
}

const MAX_ENTRIES = 1024

export class Unacked {
  readonly #sent = new Map<bigint, Sent>()
  readonly #byRequest = new Map<bigint, Sent>()

  add(sent: Sent): void {
    this.#sent.set(sent.messageId, sent)
    if (sent.requestId !== undefined) this.#byRequest.set(sent.requestId, sent)
    if (this.#sent.size <= MAX_ENTRIES) return
    for (const oldest of this.#sent.keys()) {
      this.drop(oldest)
      break
    }
  }

  drop(messageId: bigint): Sent | undefined {
    const sent = this.#sent.get(messageId)
    this.#sent.delete(messageId)
    if (sent?.requestId !== undefined) this.#byRequest.delete(sent.requestId)
    return sent
  }

  get(messageId: bigint): Sent | undefined {
    return this.#sent.get(messageId)
  }

  answerTo(requestId: bigint): Sent | undefined {
    return this.#byRequest.get(requestId)
  }

  /** What left on connections that are gone, or on none. */
  stranded(): Sent[] {
    return [...this.#sent.values()].filter((sent) => sent.via?.isOpen !== true)
  }
}
