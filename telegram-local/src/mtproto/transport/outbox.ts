// What leaves a connection, in order: at full speed, or at the pace of a `slow` fault.
import type { Socket } from 'node:net'

/** Bytes per second, or undefined for no ceiling; asked before each slice, so that a cleared fault is felt at once. */
export type Ceiling = () => number | undefined

type Waiting = { bytes: Buffer; ceiling: Ceiling; sent?: (() => void) | undefined }

/** How often a paced connection writes. */
const TICK_MS = 20

export class Outbox {
  readonly #socket: Socket
  readonly #moved: () => void
  readonly #waiting: Waiting[] = []
  #waitingBytes = 0
  #freeAt = 0
  #timer: NodeJS.Timeout | undefined

  /** `moved` is called when fewer bytes are pending than before. */
  constructor(socket: Socket, moved: () => void) {
    this.#socket = socket
    this.#moved = moved
    socket.on('drain', moved)
    socket.on('close', () => {
      clearTimeout(this.#timer)
      this.#waiting.length = 0
      this.#waitingBytes = 0
    })
  }

  /** Bytes accepted that the system has not taken yet. */
  get pending(): number {
    return this.#socket.destroyed ? 0 : this.#waitingBytes + this.#socket.writableLength
  }

  /** `sent` is called when the last of these bytes was handed to the system. */
  push(parts: Buffer[], ceiling: Ceiling, sent?: () => void): void {
    if (this.#waiting.length === 0 && ceiling() === undefined) {
      this.#write(parts, sent)
      return
    }
    parts.forEach((bytes, i) => {
      this.#waiting.push({ bytes, ceiling, sent: i === parts.length - 1 ? sent : undefined })
      this.#waitingBytes += bytes.length
    })
    if (!this.#timer) this.#pump()
  }

  #write(parts: Buffer[], sent?: () => void): void {
    if (!this.#socket.writable) return
    this.#socket.cork()
    parts.forEach((part, i) => this.#socket.write(part, i === parts.length - 1 ? sent : undefined))
    this.#socket.uncork()
  }

  #pump(): void {
    this.#timer = undefined
    const now = performance.now()
    this.#freeAt = Math.max(this.#freeAt, now - TICK_MS)
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const rate = next.ceiling()
      if (rate !== undefined && this.#freeAt > now) break
      const slice = rate === undefined ? next.bytes.length : Math.max(64, Math.ceil((rate * TICK_MS) / 1000))
      const bytes = next.bytes.subarray(0, slice)
      const isLast = bytes.length === next.bytes.length
      if (isLast) this.#waiting.shift()
      else next.bytes = next.bytes.subarray(slice)
      this.#waitingBytes -= bytes.length
      if (rate !== undefined) this.#freeAt += (bytes.length / rate) * 1000
      this.#write([bytes], isLast ? next.sent : undefined)
    }
    if (this.#waiting.length > 0)
      this.#timer = setTimeout(() => this.#pump(), Math.max(1, this.#freeAt - now))
    this.#moved()
  }
}
