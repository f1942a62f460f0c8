// GramJS's MTProtoSender without its own reconnecting: it reconnects at once and for ever (40 times in 40 s on transport error
// -429) and leaves requests hanging. Here a connection that breaks is over; who owns it decides when to open another.
import { SecurityError } from 'telegram/errors/Common.js'
import { MTProtoSender } from 'telegram/network/MTProtoSender.js'
import type { TelegramClient } from 'telegram/client/TelegramClient.js'
import type { TLMessage } from 'telegram/tl/core/TLMessage.js'
import { returnBigInt } from 'telegram/Helpers.js'
import {
  DamagedMessage,
  decryptFile,
  decryptMessage,
  isTooShort,
  keyIdOf,
  type Secrets,
} from './gramjs-decrypt.ts'
import { sealMessage } from './gramjs-encrypt.ts'
import { silentLogger } from './gramjs-transport.ts'

/** Why a connection is over: lost, or the server does not know our key (transport error -404). */
export type Breakage = { reason: string; isKeyUnknown: boolean }

export class Sender extends MTProtoSender {
  #onBreak: (breakage: Breakage) => void

  constructor(dcId: number, key: Buffer | undefined, onBreak: (breakage: Breakage) => void) {
    super(undefined, {
      logger: silentLogger,
      dcId,
      retries: 1,
      reconnectRetries: 0,
      delay: 0,
      autoReconnect: false,
      connectTimeout: null,
      authKeyCallback: undefined,
      autoReconnectCallback: undefined,
      // Not the main one: then it tells us of an unknown key instead of a client we do not have.
      isMainSender: false,
      onConnectionBreak: () => onBreak({ reason: 'Telegram does not know our key', isKeyUnknown: true }),
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of the client the sender uses this alone
      client: { _errorHandler: (error: unknown) => (this.lastError = error) } as unknown as TelegramClient,
      securityChecks: true,
      _exportedSenderPromises: new Map<number, Promise<MTProtoSender>>(),
    })
    this.#onBreak = onBreak
    this.#initialKey = key
    this.#internals = internalsOf(this)
    this.#checkMessages()
    this.#sealMessages()
  }

  #initialKey: Buffer | undefined
  readonly #internals: Internals
  readonly #landings = new WeakMap<object, readonly Buffer[]>()
  #secrets: (Secrets & { session: BigInteger }) | undefined
  readonly #seen = new Set<string>()
  /** What connect() failed with; GramJS itself only answers false. */
  lastError: unknown

  /** AuthKey computes its id asynchronously, so it cannot be set in the constructor. */
  async useKey(): Promise<void> {
    if (this.#initialKey) await this.authKey.setKey(this.#initialKey)
  }

  /** The authorisation key, 256 bytes. */
  get authKeyBytes(): Buffer {
    const key = this.authKey.getKey()
    if (!key) throw new Error('there is no key yet')
    // GramJS drops leading zero bytes.
    return key.length === 256 ? key : Buffer.concat([Buffer.alloc(256 - key.length), key])
  }

  /** Called by GramJS's loops when the connection is lost. */
  override reconnect(): void {
    this.#onBreak({ reason: 'connection lost', isKeyUnknown: false })
  }

  /** Where the bytes of the answer to this request go, without a detour. Its promise then gives how many came, a number. */
  land(request: object, into: readonly Buffer[]): void {
    this.#landings.set(request, into)
  }

  /** Where the answer to this request may still land. */
  landingOf(request: object): readonly Buffer[] {
    return this.#landings.get(request) ?? []
  }

  /** The answer, should it still come, must not land any more. */
  dropLanding(request: object): void {
    this.#landings.delete(request)
  }

  /** The message id under which the request was sent and is still unanswered. */
  sentAs(request: object): BigInteger | undefined {
    return this._pendingState.values().find((state) => state.request === request)?.msgId
  }

  /** The request gets no answer any more. */
  giveUp(messageId: BigInteger, reason: Error): void {
    this._pendingState.getAndDelete(messageId)?.reject(reason)
  }

  /** Sees every packet before GramJS does; true for the bytes of a file, which have landed. */
  receive(packet: Buffer): boolean {
    if (packet.length < LEAST_FILE_BYTES) return false
    const secrets = this.#secretsNow()
    if (!secrets) return false
    try {
      const landed = decryptFile(packet, secrets, (requestId) => this.#landingOf(requestId))
      if (!landed) return false
      const messageId = returnBigInt(landed.messageId)
      this.#note(messageId.toString())
      this.#internals._pendingAck.add(messageId)
      this._pendingState.getAndDelete(returnBigInt(landed.requestId))?.resolve(landed.length)
      return true
    } catch (error) {
      // Whatever it is, this connection cannot be trusted to be in step with us.
      const reason = error instanceof Error ? error.message : String(error)
      this.#onBreak({ reason: `damaged message: ${reason}`, isKeyUnknown: false })
      return true
    }
  }

  #landingOf(requestId: bigint): readonly Buffer[] | undefined {
    const state = this._pendingState.get(returnBigInt(requestId))
    return state && this.#landings.get(state.request)
  }

  #secretsNow(): Secrets | undefined {
    const authKey = this.authKey.getKey() && this.authKeyBytes
    if (!authKey) return undefined
    const sessionId = this.#internals._state.id
    if (this.#secrets?.session !== sessionId || !this.#secrets.authKey.equals(authKey)) {
      this.#secrets = {
        session: sessionId,
        authKey,
        keyId: keyIdOf(authKey),
        sessionId: littleEndian(sessionId),
      }
    }
    return this.#secrets
  }

  /** All messages go through our own checks; what fails them ends the connection, as Telegram's security guidelines say. */
  #checkMessages(): void {
    const state = this.#internals._state
    const readTransportError = state.decryptMessageData.bind(state)
    state.decryptMessageData = async (packet) => {
      const secrets = isTooShort(packet) ? undefined : this.#secretsNow()
      if (!secrets) return readTransportError(packet)
      try {
        return this.#once(decryptMessage(packet, secrets))
      } catch (error) {
        if (error instanceof DamagedMessage) {
          this.#onBreak({ reason: `damaged message: ${error.message}`, isKeyUnknown: false })
        }
        throw error
      }
    }
  }

  /** All messages are encrypted by the processor's own AES, and parts of uploads are not tried to be made smaller. */
  #sealMessages(): void {
    const state = this.#internals._state
    const sealByGramjs = state.encryptMessageData.bind(state)
    state.encryptMessageData = async (message) => {
      const secrets = this.#secretsNow()
      if (!secrets) return sealByGramjs(message)
      return sealMessage(message, { ...secrets, salt: littleEndian(state.salt) })
    }
    const writeSmaller = state.writeDataAsMessage.bind(state)
    state.writeDataAsMessage = async (writer, body, isContent, after) => {
      if (body.length < LEAST_UPLOAD_BYTES || after) return writeSmaller(writer, body, isContent, after)
      const id = state._getNewMsgId()
      const header = Buffer.alloc(16)
      littleEndian(id).copy(header)
      header.writeInt32LE(state._getSeqNo(isContent), 8)
      header.writeInt32LE(body.length, 12)
      writer.write(header)
      writer.write(body)
      return id
    }
  }

  /** Servers send again what was not acknowledged in time. GramJS goes on to the next message after this error. */
  #once(message: TLMessage): TLMessage {
    const id = message.msgId.toString()
    if (this.#seen.has(id)) throw new SecurityError('a message that came before')
    this.#note(id)
    return message
  }

  #note(messageId: string): void {
    this.#seen.add(messageId)
    const [oldest] = this.#seen
    if (this.#seen.size > MAX_SEEN && oldest !== undefined) this.#seen.delete(oldest)
  }
}

const MAX_SEEN = 500
/** Smaller answers may as well go through GramJS. */
const LEAST_FILE_BYTES = 1024
/** Nothing else that we send is as large. */
const LEAST_UPLOAD_BYTES = 64 * 1024

type BigInteger = ReturnType<typeof returnBigInt>
type State = {
  id: BigInteger
  salt: BigInteger
  decryptMessageData(packet: Buffer): Promise<unknown>
  encryptMessageData(message: Buffer): Promise<Buffer>
  writeDataAsMessage(
    writer: { write(bytes: Buffer): void },
    body: Buffer,
    isContent: boolean,
    after?: BigInteger,
  ): Promise<BigInteger>
  _getNewMsgId(): BigInteger
  _getSeqNo(isContent: boolean): number
}
/** What GramJS declares private. */
type Internals = { _state: State; _pendingAck: Set<BigInteger> }

const STATE_METHODS = [
  'decryptMessageData',
  'encryptMessageData',
  'writeDataAsMessage',
  '_getNewMsgId',
  '_getSeqNo',
]

/** @throws {Error} when another GramJS has other insides: better at the start than in the middle of a film. */
function internalsOf(sender: MTProtoSender): Internals {
  const state: unknown = Reflect.get(sender, '_state')
  const pendingAck: unknown = Reflect.get(sender, '_pendingAck')
  const isAsExpected =
    typeof state === 'object' &&
    state !== null &&
    'id' in state &&
    'salt' in state &&
    STATE_METHODS.every((name) => typeof Reflect.get(state, name) === 'function') &&
    pendingAck instanceof Set &&
    typeof sender._pendingState.getAndDelete === 'function'
  if (!isAsExpected) throw new Error('GramJS has changed: MTProtoSender has other insides now')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked just now
  return { _state: state as unknown as State, _pendingAck: pendingAck as Set<BigInteger> }
}

function littleEndian(id: BigInteger): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(id.toString())))
  return bytes
}
