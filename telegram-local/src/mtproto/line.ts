// One TCP connection: bytes to packets and back, and what is to be done when they cannot be understood.
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from '../faults.ts'
import { encode } from '../tl/encode.ts'
import { TlReader } from '../tl/decode.ts'
import type { AuthKey } from './auth-keys.ts'
import type { Centre } from './centre.ts'
import { openEnvelope, sealEnvelope } from './envelope.ts'
import { ExchangeRefused, KeyExchange } from './exchange/key-exchange.ts'
import { Flow } from './flow.ts'
import type { Session } from './session/session.ts'
import { receive } from './session/receive.ts'
import { MalformedPacket } from './transport/codec.ts'
import type { Packet } from './transport/codec.ts'
import { detectTransport } from './transport/detect.ts'
import type { Transport } from './transport/detect.ts'
import { Input } from './transport/input.ts'
import { Outbox } from './transport/outbox.ts'
import { release } from './transport/release.ts'

/** One message to a client, ready to be sealed. */
export type Outgoing = { messageId: bigint; seqno: number; body: Buffer[] }

/** How a message leaves: for which method, and with which trouble. */
export type Manner = { method?: string; fault?: Fault | undefined }

/** Clients have at most 16 to 28 MiB of a download in flight; a peer that stops reading costs no more than this. */
const MEMORY_LIMIT = 32 * 1024 * 1024
/** Requests that may wait for room before we stop reading more. */
const MAX_QUEUED = 256

export class Line {
  readonly centre: Centre
  readonly flow: Flow
  readonly #socket: Socket
  readonly #input = new Input()
  readonly #outbox: Outbox
  readonly #exchange: KeyExchange
  readonly #sessions = new Set<Session>()
  #transport: Transport | undefined
  #disconnectTimer: NodeJS.Timeout | undefined

  constructor(socket: Socket, centre: Centre) {
    this.centre = centre
    this.#socket = socket
    this.#outbox = new Outbox(socket, () => this.flow.advance())
    this.flow = new Flow(
      MEMORY_LIMIT,
      () => this.#outbox.pending,
      () => this.#resume(),
    )
    const { dcId, serverKey, schema, now, keys } = centre
    this.#exchange = new KeyExchange({
      dcId,
      serverKey,
      schema,
      now,
      isKnown: (id) => keys.get(id) !== undefined,
      keep: (key) => keys.keep(key),
    })
    socket.setNoDelay(true)
    socket.on('data', (bytes) => this.#take(bytes))
    socket.on('error', (error) => centre.log('connection-error', { error: error.message }))
    socket.on('close', () => this.#closed())
  }

  get isOpen(): boolean {
    return this.#socket.writable
  }

  /** Cuts the connection. */
  destroy(): void {
    this.#socket.destroy()
  }

  /** This connection speaks for a session from now on. True the first time. */
  join(session: Session): boolean {
    const isNew = !session.lines.has(this)
    this.#sessions.add(session)
    session.lines.add(this)
    return isNew
  }

  /** Closes after so many seconds unless this is called again: ping_delay_disconnect. */
  disconnectAfter(seconds: number): void {
    clearTimeout(this.#disconnectTimer)
    this.#disconnectTimer = setTimeout(() => this.#socket.end(), seconds * 1000)
  }

  /** Seals and sends; fulfilled when the bytes were handed over, which a `slow` fault delays. */
  async post(key: AuthKey, session: Session, message: Outgoing, manner: Manner = {}): Promise<void> {
    const slow = this.centre.faults.slow(manner.method)
    if (slow && slow.latencyMs > 0) await sleep(slow.latencyMs)
    if (!this.isOpen || !this.#transport) return
    const { fault } = manner
    const salt = key.salts.current(this.centre.now())
    const sealed = sealEnvelope({ ...message, salt, sessionId: session.id }, key.id, key.bytes)
    const middle = sealed[Math.floor(sealed.length / 2)]
    if (fault?.fault === 'corrupt-message' && middle)
      middle[middle.length >> 1] = (middle[middle.length >> 1] ?? 0) ^ 1
    const cut = fault?.fault === 'drop-connection' ? (fault.afterBytes ?? 0) : undefined
    this.#send(this.#transport.codec.wrap(sealed), manner.method, cut)
  }

  /** Takes the parts over: their memory is given back once they have left. */
  #send(parts: Buffer[], method?: string, cutAfter?: number): void {
    const { faults, stats } = this.centre
    const transport = this.#transport
    if (!transport || !this.isOpen) return
    let encoded = parts.map((part) => transport.encode(part))
    if (transport.isObfuscated) parts.forEach(release)
    if (cutAfter !== undefined) encoded = [Buffer.concat(encoded).subarray(0, cutAfter)]
    stats.bytes.out += encoded.reduce((sum, part) => sum + part.length, 0)
    const ceiling = () => {
      const rate = faults.slow(method)?.bytesPerSecond ?? 0
      return rate > 0 && Number.isFinite(rate) ? rate : undefined
    }
    this.#outbox.push(encoded, ceiling, () => {
      encoded.forEach(release)
      if (cutAfter !== undefined) this.destroy()
    })
  }

  /** A transport error, after which the client has to begin again: https://core.telegram.org/mtproto/mtproto-transports#transport-errors */
  refuse(code: number): void {
    this.centre.log('transport-error', { code })
    const error = Buffer.allocUnsafe(4)
    error.writeInt32LE(code, 0)
    if (this.#transport) this.#send(this.#transport.codec.wrap([error]))
  }

  #take(bytes: Buffer): void {
    this.centre.stats.bytes.in += bytes.length
    try {
      this.#input.push(this.#transport ? this.#transport.decode(bytes) : bytes)
      this.#transport ??= detectTransport(this.#input)
      if (!this.#transport) return
      for (;;) {
        const packet = this.#isBusy ? undefined : this.#transport.codec.take(this.#input)
        if (!packet) break
        this.#packet(packet)
      }
    } catch (error) {
      this.centre.log(error instanceof MalformedPacket ? 'malformed-packet' : 'connection-failed', {
        error: String(error),
      })
      this.destroy()
    }
    if (this.#isBusy) this.#socket.pause()
  }

  get #isBusy(): boolean {
    return this.flow.queued > MAX_QUEUED
  }

  #resume(): void {
    if (this.#isBusy || !this.#socket.isPaused()) return
    this.#socket.resume()
    this.#take(Buffer.alloc(0))
  }

  #packet({ payload, wantsQuickAck }: Packet): void {
    const keyId = payload.length < 8 ? undefined : payload.readBigUInt64LE(0)
    if (keyId === undefined) return
    if (keyId === 0n) return this.#plain(payload)
    const key = this.centre.keys.get(keyId)
    if (!key) return this.refuse(-404)
    const opened = openEnvelope(payload, key.bytes)
    if (!opened) return this.centre.log('message-discarded', { why: 'its key or its lengths do not fit' })
    if (wantsQuickAck) this.#quickAck(opened.quickAckToken)
    receive(this, key, opened)
  }

  #quickAck(token: number): void {
    const ack = this.#transport?.codec.quickAck(token)
    if (ack && this.#transport) this.#outbox.push([this.#transport.encode(ack)], () => undefined)
  }

  /** An unencrypted message: only the key exchange speaks so. */
  #plain(payload: Buffer): void {
    try {
      if (payload.length < 20) throw new ExchangeRefused('an unencrypted message without a head')
      const length = payload.readUInt32LE(16)
      const request = new TlReader(payload.subarray(20, 20 + length), this.centre.schema).object()
      this.#answerPlain(encode(this.#exchange.answer(request), this.centre.schema.at(0)))
    } catch (error) {
      this.centre.log('key-exchange-refused', { why: String(error) })
      this.refuse(error instanceof ExchangeRefused ? error.transportError : -404)
    }
  }

  #answerPlain(parts: Buffer[]): void {
    const head = Buffer.alloc(20)
    head.writeBigInt64LE(this.centre.messageIds.next(true), 8)
    head.writeUInt32LE(
      parts.reduce((sum, part) => sum + part.length, 0),
      16,
    )
    if (this.#transport) this.#send(this.#transport.codec.wrap([Buffer.concat([head, ...parts])]))
  }

  #closed(): void {
    clearTimeout(this.#disconnectTimer)
    for (const session of this.#sessions) session.lines.delete(this)
    // What waits is carried out all the same: its answers go out on the client's next connection.
    this.flow.advance()
  }
}
