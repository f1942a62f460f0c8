// For tests: a small MTProto client that can also do wrong. It shares the codec and AES with the server, which are held to
// their own definitions elsewhere.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Decipheriv } from 'node:crypto'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { TlReader } from '../tl/decode.ts'
import { encode } from '../tl/encode.ts'
import { bytesOf } from '../tl/fields.ts'
import { telegramSchema } from '../tl/schema.ts'
import { sha256 } from './crypto/digest.ts'
import { igeDecrypt, igeEncrypt } from './crypto/ige.ts'
import { direction, messageKeys } from './crypto/message-keys.ts'
import type { TlObject } from './service.ts'
import { abridged, full, intermediate } from './transport/codec.ts'
import type { Codec } from './transport/codec.ts'
import { Input } from './transport/input.ts'

const schema = telegramSchema()

export type TransportName = 'full' | 'abridged' | 'intermediate' | 'padded intermediate'

/** A message from the server; `result` of an rpc_result is left as bytes, for only the asker knows its type. */
export type Incoming = { messageId: bigint; seqno: number; value: TlObject }

export type ClientKey = { bytes: Buffer; id: bigint; salt: bigint }

/** Bytes of a value in a layer, request or not. */
export const tl = (value: TlObject, layer = 198): Buffer => encode(value, schema.at(layer))

let lastMessageId = 0n

/** Rising, divisible by four; `seconds` from now. */
export function newMessageId(seconds = 0): bigint {
  const now = BigInt(Math.floor((Date.now() / 1000 + seconds) * 2 ** 20)) << 12n
  if (seconds !== 0) return now
  lastMessageId = now > lastMessageId ? now : lastMessageId + 4n
  return lastMessageId
}

export class TestClient {
  readonly socket: Socket
  key: ClientKey | undefined
  sessionId = randomBytes(8).readBigInt64LE(0)
  content = 0
  /** Everything that came and nobody waited for. */
  readonly inbox: Incoming[] = []
  readonly transportErrors: number[] = []
  readonly quickAcks: number[] = []
  readonly #codec: Codec
  readonly #input = new Input()
  readonly #plain: Buffer[] = []
  readonly #waiters = new Set<() => void>()
  #cipher: ReturnType<typeof createCipheriv> | undefined
  #decipher: Decipheriv | undefined
  isClosed = false

  constructor(port: number, transport: TransportName = 'full', isObfuscated = false) {
    this.#codec =
      transport === 'full'
        ? full()
        : transport === 'abridged'
          ? abridged()
          : intermediate(transport !== 'intermediate')
    this.socket = connect(port, '127.0.0.1')
    const tag = { full: '', abridged: 'ef', intermediate: 'eeeeeeee', 'padded intermediate': 'dddddddd' }[
      transport
    ]
    if (isObfuscated) this.#obfuscate(tag)
    else this.socket.write(Buffer.from(tag, 'hex'))
    this.socket.on('data', (bytes) => this.#take(this.#decipher?.update(bytes) ?? bytes))
    this.socket.on('error', () => undefined)
    this.socket.on('close', () => {
      this.isClosed = true
      this.#wake()
    })
  }

  close(): void {
    this.socket.destroy()
  }

  /** One unencrypted question and its answer; rejects on a transport error. */
  async askPlain(value: TlObject): Promise<TlObject> {
    const body = tl(value)
    const head = Buffer.alloc(20)
    head.writeBigInt64LE(newMessageId(), 8)
    head.writeUInt32LE(body.length, 16)
    this.sendPacket(Buffer.concat([head, body]))
    const payload = await this.until(() => {
      const error = this.transportErrors.shift()
      if (error !== undefined) throw new Error(`transport error ${error}`)
      return this.#plain.shift()
    })
    return new TlReader(payload.subarray(20), schema).object()
  }

  /** Seals and sends a body; returns its message id. */
  send(body: Buffer, tricks: SendTricks = {}): bigint {
    const key = tricks.key ?? this.key
    if (!key) throw new Error('no key yet')
    const messageId = tricks.messageId ?? newMessageId()
    const wantsAck = tricks.wantsAck ?? true
    const plain = Buffer.alloc(32 + body.length + 12 + (-(32 + body.length + 12) & 15))
    plain.writeBigInt64LE(tricks.salt ?? key.salt, 0)
    plain.writeBigInt64LE(this.sessionId, 8)
    plain.writeBigInt64LE(messageId, 16)
    plain.writeInt32LE(tricks.seqno ?? this.nextSeqno(wantsAck), 24)
    plain.writeInt32LE(body.length, 28)
    body.copy(plain, 32)
    const large = sha256(key.bytes.subarray(88, 120), plain)
    const messageKey = large.subarray(8, 24)
    const aes = messageKeys(key.bytes, messageKey, direction.toServer)
    const head = Buffer.alloc(24)
    head.writeBigUInt64LE(key.id, 0)
    head.set(messageKey, 8)
    const packet = Buffer.concat([head, ...igeEncrypt(plain, aes.key, aes.iv)])
    this.sendPacket(tricks.spoil ? tricks.spoil(packet) : packet, tricks.wantsQuickAck)
    return messageId
  }

  nextSeqno(wantsAck: boolean): number {
    return wantsAck ? 2 * this.content++ + 1 : 2 * this.content
  }

  /** A request and its result, read as its method says; rejects with "code MESSAGE". Wraps it in initConnection if asked to. */
  async call(
    request: TlObject,
    { layer, ...tricks }: SendTricks & { layer?: number } = {},
  ): Promise<unknown> {
    const body = tl(request, layer)
    return this.result(request._, this.send(layer === undefined ? body : initialised(body, layer), tricks))
  }

  /** Waits for the result of a request sent before. */
  async result(method: string, messageId: bigint): Promise<unknown> {
    const { value } = await this.next(
      ({ value: each }) => each._ === 'rpc_result' && each['req_msg_id'] === messageId,
    )
    const packed = bytesOf(value, 'result')
    const isPacked = packed.readUInt32LE(0) === 0x3072cfa1
    const bytes = isPacked ? gunzipSync(new TlReader(packed, schema, 4).byteString()) : packed
    const reader = new TlReader(bytes, schema)
    if (bytes.readUInt32LE(0) === 0x2144cae1 || bytes.readUInt32LE(0) === 0x2144ca19) {
      const error = reader.object()
      throw new Error(`${String(error['error_code'])} ${String(error['error_message'])}`)
    }
    const definition = schema.at(198).named(method)
    if (!definition) throw new Error(`no method ${method}`)
    return reader.value(definition.result)
  }

  /** The next message that fits, taken out of the inbox. */
  next(fits: (message: Incoming) => boolean, timeoutMs = 3000): Promise<Incoming> {
    return this.until(() => {
      const index = this.inbox.findIndex(fits)
      return index === -1 ? undefined : this.inbox.splice(index, 1)[0]
    }, timeoutMs)
  }

  /** The next message of this name. */
  async nextNamed(name: string, timeoutMs?: number): Promise<TlObject> {
    return (await this.next(({ value }) => value._ === name, timeoutMs)).value
  }

  /** Looks again after every arrival until there is something. */
  until<T>(look: () => T | undefined, timeoutMs = 3000): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => finish(() => reject(new Error('nothing came in time'))), timeoutMs)
      const finish = (done: () => void) => {
        clearTimeout(timer)
        this.#waiters.delete(check)
        done()
      }
      const check = () => {
        try {
          const found = look()
          if (found !== undefined) finish(() => resolve(found))
          else if (this.isClosed) finish(() => reject(new Error('the connection is closed')))
        } catch (error) {
          finish(() => reject(error instanceof Error ? error : new Error(String(error))))
        }
      }
      this.#waiters.add(check)
      check()
    })
  }

  /** Puts a payload into a packet of the transport. */
  sendPacket(payload: Buffer, wantsQuickAck = false): void {
    const packet = Buffer.concat(this.#codec.wrap([payload]))
    if (wantsQuickAck) {
      const at = this.#codec.name === 'abridged' ? 0 : 3
      packet.writeUInt8(packet.readUInt8(at) | 0x80, at)
    }
    this.socket.write(this.#cipher?.update(packet) ?? packet)
  }

  #obfuscate(tag: string): void {
    const start = randomBytes(64)
    start.writeUInt8(1, 0)
    start.write(tag.padEnd(8, tag), 56, 'hex')
    const back = Buffer.from(start.subarray(8, 56).toReversed())
    this.#cipher = createCipheriv('aes-256-ctr', start.subarray(8, 40), start.subarray(40, 56))
    this.#decipher = createDecipheriv('aes-256-ctr', back.subarray(0, 32), back.subarray(32, 48))
    const encrypted = this.#cipher.update(start)
    this.socket.write(Buffer.concat([start.subarray(0, 56), encrypted.subarray(56)]))
  }

  #take(bytes: Buffer): void {
    this.#input.push(bytes)
    for (;;) {
      if (this.#takeQuickAck()) continue
      const packet = this.#codec.take(this.#input)
      if (!packet) break
      const { payload } = packet
      if (payload.length < 8) this.transportErrors.push(payload.readInt32LE(0))
      else if (payload.readBigUInt64LE(0) === 0n) this.#plain.push(payload)
      else this.#open(payload)
    }
    this.#wake()
  }

  #takeQuickAck(): boolean {
    const head = this.#input.peek(4)
    if (!head || this.#codec.name === 'full') return false
    const token = this.#codec.name === 'abridged' ? head.readUInt32BE(0) : head.readUInt32LE(0)
    if (token < 0x80000000) return false
    this.quickAcks.push(this.#input.take(4) && token)
    return true
  }

  #open(payload: Buffer): void {
    if (!this.key) throw new Error('no key yet')
    if (payload.readBigUInt64LE(0) !== this.key.id) return this.#report('garbage')
    const length = (payload.length - 24) & ~15
    const messageKey = payload.subarray(8, 24)
    const aes = messageKeys(this.key.bytes, messageKey, direction.toClient)
    const plain = igeDecrypt(payload.subarray(24, 24 + length), aes.key, aes.iv)
    if (!sha256(this.key.bytes.subarray(96, 128), plain).subarray(8, 24).equals(messageKey)) {
      return this.#report('damaged')
    }
    const bodyLength = plain.readInt32LE(28)
    if (bodyLength > length - 32) return this.#report('truncated')
    const padding = length - 32 - bodyLength
    if (padding < 12 || padding > 1024) throw new Error(`a padding of ${padding} bytes`)
    const body = plain.subarray(32, 32 + bodyLength)
    const value =
      body.readUInt32LE(0) === 0xf35c6d01
        ? { _: 'rpc_result', req_msg_id: body.readBigInt64LE(4), result: body.subarray(12) }
        : new TlReader(body, schema).object()
    this.inbox.push({ messageId: plain.readBigInt64LE(16), seqno: plain.readInt32LE(24), value })
  }

  /** What came cannot be used. */
  #report(name: string): void {
    this.inbox.push({ messageId: 0n, seqno: 0, value: { _: name } })
  }

  #wake(): void {
    for (const waiter of this.#waiters) waiter()
  }
}

export type SendTricks = {
  key?: ClientKey
  messageId?: bigint
  seqno?: number
  salt?: bigint
  wantsAck?: boolean
  wantsQuickAck?: boolean
  spoil?: (packet: Buffer) => Buffer
}

/** The result of upload.getFile as what it is. */
export function fileOf(result: unknown): TlObject {
  if (typeof result === 'object' && result !== null && '_' in result && result._ === 'upload.file') {
    return { ...result, _: 'upload.file' }
  }
  throw new Error('an upload.file is needed')
}

/** The request inside invokeWithLayer and initConnection. */
export function initialised(query: Buffer, layer: number): Buffer {
  const connection = tl(
    { _: 'initConnection', api_id: 1, device_model: 'test', system_version: '1', app_version: '1', query },
    layer,
  )
  return tl({ _: 'invokeWithLayer', layer, query: connection }, layer)
}

/** Several messages in one. */
export function container(messages: { messageId: bigint; seqno: number; body: Buffer }[]): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32LE(0x73f1f8dc, 0)
  head.writeUInt32LE(messages.length, 4)
  const parts = messages.map(({ messageId, seqno, body }) => {
    const start = Buffer.alloc(16)
    start.writeBigInt64LE(messageId, 0)
    start.writeInt32LE(seqno, 8)
    start.writeUInt32LE(body.length, 12)
    return Buffer.concat([start, body])
  })
  return Buffer.concat([head, ...parts])
}
