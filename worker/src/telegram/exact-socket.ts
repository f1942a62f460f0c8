// A TCP socket read by exact lengths, in the shape in which GramJS wants one (`networkSocket`). Its own concatenates each
// packet again and again (quadratic in the packet's length) and hands out less than was asked for. Here each byte is copied
// once, into the buffer that the reader gets, and the sender is slowed down (TCP) when nobody reads.
import { connect, type Socket } from 'node:net'

const CONNECT_TIMEOUT_MS = 10_000
const PAUSE_AT_BYTES = 512 * 1024

type Read = { into: Buffer; filled: number; resolve: (bytes: Buffer) => void; reject: (error: Error) => void }

export class ExactSocket {
  #socket: Socket | undefined
  #closed: Error | undefined
  /** Received, not read. */
  #queue: Buffer[] = []
  #queuedBytes = 0
  #read: Read | undefined
  bytesRead = 0
  /** Of performance.now(), when bytes last arrived. */
  lastReadAt = 0

  connect(port: number, host: string): Promise<this> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 })
      this.#socket = socket
      const timer = setTimeout(
        () => this.#end(new Error(`no connection to ${host}:${port} in time`)),
        CONNECT_TIMEOUT_MS,
      )
      socket.once('connect', () => {
        clearTimeout(timer)
        this.lastReadAt = performance.now()
        resolve(this)
      })
      socket.on('data', (bytes) => this.#receive(bytes))
      socket.on('error', (error) => this.#end(error))
      socket.on('close', () => {
        clearTimeout(timer)
        this.#end(new Error('the connection was closed'))
        reject(this.#closed ?? new Error('closed'))
      })
    })
  }

  /** Exactly so many bytes; rejects once the connection is closed. One read at a time. */
  readExactly(length: number): Promise<Buffer> {
    if (length === 0) return Promise.resolve(Buffer.alloc(0))
    if (this.#closed) return Promise.reject(this.#closed)
    return new Promise((resolve, reject) => {
      this.#read = { into: Buffer.allocUnsafe(length), filled: 0, resolve, reject }
      this.#serve()
    })
  }

  /** As GramJS's codecs call it; here it never gives less. */
  read(length: number): Promise<Buffer> {
    return this.readExactly(length)
  }

  write(bytes: Buffer): void {
    if (this.#closed) throw this.#closed
    this.#socket?.write(bytes)
  }

  close(): Promise<void> {
    this.#end(new Error('we closed the connection'))
    return Promise.resolve()
  }

  #receive(bytes: Buffer): void {
    this.bytesRead += bytes.length
    this.lastReadAt = performance.now()
    this.#queue.push(bytes)
    this.#queuedBytes += bytes.length
    this.#serve()
    if (this.#queuedBytes > PAUSE_AT_BYTES) this.#socket?.pause()
  }

  #serve(): void {
    const read = this.#read
    if (!read) return
    while (read.filled < read.into.length) {
      const [bytes] = this.#queue
      if (!bytes) return
      const copied = bytes.copy(read.into, read.filled)
      read.filled += copied
      this.#queuedBytes -= copied
      if (copied === bytes.length) this.#queue.shift()
      else this.#queue[0] = bytes.subarray(copied)
    }
    this.#read = undefined
    if (this.#queuedBytes <= PAUSE_AT_BYTES / 2 && this.#socket?.isPaused()) this.#socket.resume()
    read.resolve(read.into)
  }

  #end(error: Error): void {
    if (this.#closed) return
    this.#closed = error
    this.#queue = []
    this.#queuedBytes = 0
    this.#socket?.destroy()
    this.#read?.reject(error)
    this.#read = undefined
  }
}
