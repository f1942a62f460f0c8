// A TCP socket that gives whole packets of MTProto's "intermediate" transport (a length and the packet, no checksum over each
// chunk), in the shape in which GramJS wants one (`networkSocket`). Its own socket concatenates each packet again and again
// (quadratic in the packet's length). Here the kernel writes a large packet straight into one buffer that is used again for the
// next: no garbage, few system calls. https://core.telegram.org/mtproto/mtproto-transports#intermediate
import { connect, type Socket } from 'node:net'

const CONNECT_TIMEOUT_MS = 10_000
const MAX_PACKET_BYTES = 16 * 1024 * 1024
/** Where bytes arrive whose packet is not known yet, and the ends of packets. */
const SCRATCH_BYTES = 64 * 1024
/** From here on it is worth reading straight into the packet. */
const DIRECT_BYTES = 32 * 1024
/** One MiB of a file and what is around it. */
const LARGE_PACKET_BYTES = 1024 * 1024 + 4096
/** Fewer bytes than these without a whole packet are no progress: a packet whose length is a lie swallows pongs. */
const PROGRESS_BYTES = 4 * 1024
/** After a packet this large, the rest waits for the next turn of the event loop. */
const LARGE_TURN_BYTES = 256 * 1024
/** Received, not asked for: then the sender is slowed down (TCP). */
const MAX_QUEUED_BYTES = 4 * 1024 * 1024

type Waiter = { resolve: (packet: Buffer) => void; reject: (error: Error) => void }

export class PacketSocket {
  #socket: Socket | undefined
  #closed: Error | undefined
  readonly #scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES)
  readonly #length = Buffer.alloc(4)
  #lengthFilled = 0
  /** Used again and again for packets above 64 KiB. */
  #large: Buffer | undefined
  #packet: Buffer | undefined
  #filled = 0
  #isDirect = false
  #isFull = false
  #tookLarge = false
  #queue: Buffer[] = []
  #queuedBytes = 0
  #waiter: Waiter | undefined
  bytesRead = 0
  #progressBytes = 0
  /** Of performance.now(), when the last packet was whole, or a good deal more of one had come. */
  lastProgressAt = 0
  /** Sees each packet first; true: dealt with. The bytes are lent: they are overwritten by the next packet. */
  onPacket: ((packet: Buffer) => boolean) | undefined

  connect(port: number, host: string): Promise<this> {
    return new Promise((resolve, reject) => {
      const socket = connect({
        port,
        host,
        noDelay: true,
        keepAlive: true,
        keepAliveInitialDelay: 30_000,
        onread: { buffer: () => this.#space(), callback: (count) => this.#receive(count) },
      })
      this.#socket = socket
      const timer = setTimeout(
        () => this.#end(new Error(`no connection to ${host}:${port} in time`)),
        CONNECT_TIMEOUT_MS,
      )
      socket.once('connect', () => {
        clearTimeout(timer)
        this.lastProgressAt = performance.now()
        resolve(this)
      })
      socket.on('error', (error) => this.#end(error))
      socket.on('end', () => this.#end(new Error('the connection was closed')))
      socket.on('close', () => {
        clearTimeout(timer)
        this.#end(new Error('the connection was closed'))
        reject(this.#closed ?? new Error('closed'))
      })
    })
  }

  /** The next packet that `onPacket` did not take; rejects once the connection is closed. One call at a time. */
  nextPacket(): Promise<Buffer> {
    const packet = this.#queue.shift()
    if (packet) {
      this.#queuedBytes -= packet.length
      if (this.#isFull && this.#queuedBytes <= MAX_QUEUED_BYTES / 2) {
        this.#isFull = false
        this.#socket?.resume()
      }
      return Promise.resolve(packet)
    }
    if (this.#closed) return Promise.reject(this.#closed)
    return new Promise((resolve, reject) => (this.#waiter = { resolve, reject }))
  }

  write(bytes: Buffer): void {
    if (this.#closed) throw this.#closed
    this.#socket?.write(bytes)
  }

  close(): Promise<void> {
    this.#end(new Error('we closed the connection'))
    return Promise.resolve()
  }

  /** Where the next bytes go: into the packet, when enough of it is missing. */
  #space(): Buffer {
    const missing = this.#packet ? this.#packet.length - this.#filled : 0
    this.#isDirect = missing >= DIRECT_BYTES
    return this.#isDirect && this.#packet ? this.#packet.subarray(this.#filled) : this.#scratch
  }

  /** False makes Node stop reading. */
  #receive(count: number): boolean {
    this.bytesRead += count
    this.#progressBytes += count
    if (this.#progressBytes >= PROGRESS_BYTES) this.#noteProgress()
    if (this.#isDirect) {
      this.#filled += count
      this.#deliverIfWhole()
    } else this.#parse(this.#scratch.subarray(0, count))
    this.#isFull = this.#queuedBytes > MAX_QUEUED_BYTES
    if (this.#isFull || !this.#tookLarge) return !this.#isFull
    // Each takes milliseconds to decrypt: others, who want to connect or to be written to, get their turn in between.
    this.#tookLarge = false
    setImmediate(() => this.#isFull || this.#socket?.resume())
    return false
  }

  #parse(bytes: Buffer): void {
    for (let at = 0; at < bytes.length && !this.#closed;) {
      if (!this.#packet) {
        const taken = bytes.copy(this.#length, this.#lengthFilled, at)
        at += taken
        this.#lengthFilled += taken
        if (this.#lengthFilled === 4) this.#begin(this.#length.readUInt32LE())
      } else {
        const taken = bytes.copy(this.#packet, this.#filled, at)
        at += taken
        this.#filled += taken
        this.#deliverIfWhole()
      }
    }
  }

  #begin(length: number): void {
    this.#lengthFilled = 0
    if (length === 0 || length > MAX_PACKET_BYTES) {
      this.#end(new Error(`a packet of ${length} bytes`))
      return
    }
    this.#filled = 0
    if (length <= SCRATCH_BYTES) this.#packet = Buffer.allocUnsafe(length)
    else if (length <= LARGE_PACKET_BYTES) {
      this.#large ??= Buffer.allocUnsafeSlow(LARGE_PACKET_BYTES)
      this.#packet = this.#large.subarray(0, length)
    } else this.#packet = Buffer.allocUnsafeSlow(length)
  }

  #deliverIfWhole(): void {
    const packet = this.#packet
    if (!packet || this.#filled < packet.length) return
    this.#packet = undefined
    this.#tookLarge ||= packet.length > LARGE_TURN_BYTES
    this.#noteProgress()
    if (this.onPacket?.(packet) || this.#closed) return
    const own = packet.buffer === this.#large?.buffer ? Buffer.from(packet) : packet
    const waiter = this.#waiter
    this.#waiter = undefined
    if (waiter) waiter.resolve(own)
    else {
      this.#queue.push(own)
      this.#queuedBytes += own.length
    }
  }

  #noteProgress(): void {
    this.#progressBytes = 0
    this.lastProgressAt = performance.now()
  }

  #end(error: Error): void {
    if (this.#closed) return
    this.#closed = error
    this.#queue = []
    this.#queuedBytes = 0
    this.#packet = undefined
    this.#socket?.destroy()
    this.#waiter?.reject(error)
    this.#waiter = undefined
  }
}
