// One TCP connection: bytes to packets and back, and what is to be done when they cannot be understood.
import type { Socket } from 'node:net'
import { CONNECT } from '../faults.ts'
import type { Fault, Faults } from '../faults.ts'
import { encode } from '../tl/encode.ts'
import { TlReader } from '../tl/decode.ts'
import { lengthOf } from '../tl/lazy-bytes.ts'
import type { AuthKey } from './auth-keys.ts'
import type { Centre } from './centre.ts'
import { openEnvelope } from './envelope.ts'
import { ExchangeRefused, KeyExchange } from './exchange/key-exchange.ts'
import { Flow } from './flow.ts'
import { transportError } from './rpc/trouble.ts'
import { sealMessage } from './seal-message.ts'
import type { Outgoing } from './seal-message.ts'
import type { Session } from './session/session.ts'
import { receive } from './session/receive.ts'
import { MalformedPacket } from './transport/codec.ts'
import type { Packet } from './transport/codec.ts'
import { detectTransport } from './transport/detect.ts'
import type { Transport } from './transport/detect.ts'
import { Input } from './transport/input.ts'
import { Outbox } from './transport/outbox.ts'
import type { Withdraw } from './transport/outbox.ts'
import { release } from './transport/release.ts'

/** How a message leaves: for which method and file, and with which trouble. */
export type Manner = { method?: string; mediaId?: string | undefined; fault?: Fault | undefined }

/** `cutAfter`: the connection is cut after so many bytes. */
type Sending = {
  slow?: () => ReturnType<Faults['slow']>
  delayMs?: number | undefined
  cutAfter?: number | undefined
  sent?: (() => void) | undefined
}

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
  #isNew = true
  #isCut = false
  #isStalled = false
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

  /** Sends a message when its turn comes: it is sealed only then, and can be taken back before. */
  post(key: AuthKey, session: Session, message: Outgoing, manner: Manner = {}): Withdraw {
    const { faults, now } = this.centre
    const fault = manner.fault?.fault
    const slow = () => faults.slow(manner.method, manner.mediaId)
    return this.#send(lengthOf(message.body), () => sealMessage(message, session.id, key, now(), fault), {
      slow,
      delayMs: slow()?.latencyMs,
      cutAfter: fault === 'drop-connection' ? (manner.fault?.afterBytes ?? 0) : undefined,
    })
  }

  /** `make`: the payloads of one packet or more, whose memory is given back once they have left. */
  #send(size: number, make: () => Buffer[][], { slow, delayMs, cutAfter, sent }: Sending = {}): Withdraw {
    const { stats, faults } = this.centre
    const transport = this.#transport
    if (!transport || !this.isOpen) return () => false
    let encoded: Buffer[] = []
    return this.#outbox.push({
      size,
      delayMs,
      make: () => {
        const parts = make().flatMap((payload) => transport.codec.wrap(payload))
        encoded = parts.map((part) => transport.encode(part))
        if (transport.isObfuscated) parts.forEach(release)
        if (cutAfter !== undefined) encoded = [Buffer.concat(encoded).subarray(0, cutAfter)]
        stats.bytes.out += lengthOf(encoded)
        return encoded
      },
      ceiling: () => {
        const rate = (slow ? slow() : faults.slow())?.bytesPerSecond ?? Infinity
        return Number.isFinite(rate) ? rate : undefined
      },
      sent: () => {
        encoded.forEach(release)
        sent?.()
        if (cutAfter !== undefined) this.destroy()
      },
    })
  }

  /** Ends the connection with a transport error; nothing that comes after it is heard. */
  cut(code: number): void {
    this.#isCut = true
    this.refuse(code, () => this.#socket.end())
  }

  /** A transport error, after which the client has to begin again: https://core.telegram.org/mtproto/mtproto-transports#transport-errors */
  refuse(code: number, sent?: () => void): void {
    this.centre.log('transport-error', { code })
    const error = Buffer.allocUnsafe(4)
    error.writeInt32LE(code, 0)
    this.#send(error.length, () => [[error]], { sent })
  }

  #take(bytes: Buffer): void {
    this.centre.stats.bytes.in += bytes.length
    try {
      this.#input.push(this.#transport ? this.#transport.decode(bytes) : bytes)
      this.#transport ??= detectTransport(this.#input)
      if (!this.#transport) return
      while (!this.#isCut) {
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
    return this.#isStalled || this.flow.queued > MAX_QUEUED
  }

  #resume(): void {
    if (this.#isBusy || !this.#socket.isPaused()) return
    this.#socket.resume()
    this.#take(Buffer.alloc(0))
  }

  #packet(packet: Packet): void {
    if (this.#isNew && this.#meetsTrouble(packet)) return
    const { payload, wantsQuickAck } = packet
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

  /** Whether a fault of new connections keeps this first packet from being heard, for now or for good. */
  #meetsTrouble(packet: Packet): boolean {
    this.#isNew = false
    const fault = this.centre.faults.take(CONNECT, ['transport-error', 'stall'])
    if (fault?.fault === 'transport-error') this.cut(transportError(fault))
    if (fault?.fault === 'stall') {
      this.#isStalled = true
      const { seconds } = fault
      if (seconds) setTimeout(() => this.#wake(packet), seconds * 1000).unref()
    }
    return fault !== undefined
  }

  #wake(packet: Packet): void {
    this.#isStalled = false
    this.#packet(packet)
    this.#resume()
  }

  #quickAck(token: number): void {
    const ack = this.#transport?.codec.quickAck(token)
    if (ack) this.#outbox.push({ size: ack.length, make: () => [this.#transport?.encode(ack) ?? ack] })
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

  #answerPlain(body: Buffer): void {
    const head = Buffer.alloc(20)
    head.writeBigInt64LE(this.centre.messageIds.next(true), 8)
    head.writeUInt32LE(body.length, 16)
    this.#send(head.length + body.length, () => [[head, body]])
  }

  #closed(): void {
    clearTimeout(this.#disconnectTimer)
    for (const session of this.#sessions) session.lines.delete(this)
    // What waits is carried out all the same: its answers go out on the client's next connection.
    this.flow.advance()
  }
}
