// One GET on a socket of its own, as cheap as Node can read: no HTTP parser, no stream, one buffer that all downloads share,
// so that the reader takes little of the machine from those who are measured. Every piece is looked at: a rival that sends
// wrong bytes is no rival.
import { connect, type Socket } from 'node:net'
import { findWrongByte } from './pattern.ts'

export type Asked = {
  url: string
  /** First byte wanted; absent: the whole file, without a Range header. */
  start?: number
  /** First byte not wanted any more; absent: to the end. */
  end?: number
  /** Hangs up after so many bytes of the body. */
  stopAfter?: number
  /** Stands still so long, line open, before he hangs up: a player whose buffer is full. */
  restMs?: number
}

export type Outcome = {
  /** 0: no answer. */
  status: number
  bytes: number
  /** From the call to the first byte of the body, connecting included; NaN: none came. */
  firstByteMs: number
  seconds: number
  /** Why it is no good: a status, wrong bytes, an end before its length. */
  problem?: string
}

const HEAD_END = Buffer.from('\r\n\r\n')
/** Data is looked at in the callback and never kept, so one is enough for all. */
const shared = Buffer.allocUnsafeSlow(256 * 1024)

export class Download {
  /** Never rejects. */
  readonly done: Promise<Outcome>
  bytes = 0
  isDone = false
  readonly #asked: Asked
  readonly #socket: Socket
  readonly #began = performance.now()
  readonly #onBytes: (count: number) => boolean
  #head = Buffer.alloc(0)
  #status = 0
  #length = Number.NaN
  #firstByteMs = Number.NaN
  #problem: string | undefined
  #isOver = false

  /** `onBytes` is told how many came, and pauses by answering false. */
  constructor(asked: Asked, onBytes: (count: number) => boolean = () => true) {
    this.#asked = asked
    this.#onBytes = onBytes
    const { hostname, port, pathname, search } = new URL(asked.url)
    this.#socket = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      onread: { buffer: shared, callback: (count) => this.#take(shared.subarray(0, count)) },
    })
    const { start, end } = asked
    const range = start === undefined ? '' : `Range: bytes=${start}-${end === undefined ? '' : end - 1}\r\n`
    this.#socket.write(
      `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n${range}\r\n`,
    )
    this.done = new Promise((done) => {
      this.#socket.on('error', (error) => (this.#problem ??= error.message))
      this.#socket.on('close', () => {
        this.isDone = true
        done(this.#outcome())
      })
    })
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  /** Leaves as a closed tab does, or, with `rudely`, as a lost line (RST). */
  hangUp(rudely = false): void {
    this.#isOver = true
    if (rudely) this.#socket.resetAndDestroy()
    else this.#socket.destroy()
  }

  #take(piece: Buffer): boolean {
    if (this.#isOver) return false
    const body = this.#status === 0 ? this.#readHead(piece) : piece
    if (body === undefined || body.length === 0) return true
    if (this.bytes === 0) this.#firstByteMs = performance.now() - this.#began
    const wrong = findWrongByte(body, (this.#asked.start ?? 0) + this.bytes)
    if (wrong !== undefined) return this.#fail(`wrong bytes at ${wrong}`)
    this.bytes += body.length
    const goesOn = this.#onBytes(body.length)
    if (this.bytes === this.#length) this.hangUp()
    if (this.bytes < (this.#asked.stopAfter ?? Infinity)) return goesOn
    if (this.#asked.restMs === undefined) this.hangUp()
    else setTimeout(() => this.hangUp(), this.#asked.restMs)
    return false
  }

  /** Answers the first bytes of the body, undefined while the head is not complete. */
  #readHead(piece: Buffer): Buffer | undefined {
    this.#head = Buffer.concat([this.#head, piece])
    const end = this.#head.indexOf(HEAD_END)
    if (end < 0) return undefined
    const head = this.#head.toString('latin1', 0, end)
    const { start } = this.#asked
    this.#status = Number(head.slice(9, 12))
    this.#length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? Number.NaN)
    const body = this.#head.subarray(end + HEAD_END.length)
    this.#head = Buffer.alloc(0)
    const told = Number(/^content-range: *bytes (\d+)-/im.exec(head)?.[1] ?? Number.NaN)
    if (this.#status !== (start === undefined ? 200 : 206)) this.#fail(`answered ${this.#status}`)
    else if (start !== undefined && told !== start) this.#fail(`asked for ${start}, got ${told}`)
    return this.#problem === undefined ? body : undefined
  }

  #fail(problem: string): false {
    this.#problem ??= problem
    this.hangUp()
    return false
  }

  #outcome(): Outcome {
    if (!this.#isOver && this.bytes !== this.#length) this.#problem ??= `cut after ${this.bytes} bytes`
    return {
      status: this.#status,
      bytes: this.bytes,
      firstByteMs: this.#firstByteMs,
      seconds: (performance.now() - this.#began) / 1000,
      ...(this.#problem !== undefined && { problem: this.#problem }),
    }
  }
}
