// Message ids: seconds since 1970 times 2^32. https://core.telegram.org/mtproto/description#message-identifier-msg-id

/** Seconds since 1970 that an id claims, with its fraction. */
export function timeOf(messageId: bigint): number {
  return Number(BigInt.asUintN(64, messageId)) / 2 ** 32
}

/** Counts upward even within one tick; the lowest two bits say 1 for answers and 3 for everything else we send. */
export class MessageIds {
  readonly #now: () => number
  #last = 0n

  constructor(now: () => number) {
    this.#now = now
  }

  next(isAnswer: boolean): bigint {
    const seconds = this.#now()
    const whole = Math.floor(seconds)
    const stamp = (BigInt(whole) << 32n) | (BigInt(Math.floor((seconds - whole) * 2 ** 30)) << 2n)
    this.#last = stamp > this.#last ? stamp : this.#last + 4n
    return this.#last | (isAnswer ? 1n : 3n)
  }
}
