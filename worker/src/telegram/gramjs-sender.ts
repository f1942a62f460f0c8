// GramJS's MTProtoSender without its own reconnecting: it reconnects at once and for ever (40 times in 40 s on transport error
// -429) and leaves requests hanging. Here a connection that breaks is over; who owns it decides when to open another.
import { SecurityError } from 'telegram/errors/Common.js'
import { MTProtoSender } from 'telegram/network/MTProtoSender.js'
import type { TelegramClient } from 'telegram/client/TelegramClient.js'
import type { TLMessage } from 'telegram/tl/core/TLMessage.js'
import { DamagedMessage, decryptMessage, isTooShort } from './gramjs-decrypt.ts'
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
    this.#checkMessages()
  }

  #initialKey: Buffer | undefined
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

  /** All messages go through our own checks; what fails them ends the connection, as Telegram's security guidelines say. */
  #checkMessages(): void {
    const state: unknown = Reflect.get(this, '_state')
    if (!isState(state)) throw new Error('GramJS has changed: MTProtoSender._state is another thing now')
    const readTransportError = state.decryptMessageData.bind(state)
    state.decryptMessageData = async (packet) => {
      if (isTooShort(packet)) return readTransportError(packet)
      try {
        const secrets = { authKey: this.authKeyBytes, sessionId: littleEndian(state.id) }
        return this.#once(decryptMessage(packet, secrets))
      } catch (error) {
        if (error instanceof DamagedMessage) {
          this.#onBreak({ reason: `damaged message: ${error.message}`, isKeyUnknown: false })
        }
        throw error
      }
    }
  }

  /** Servers send again what was not acknowledged in time. GramJS goes on to the next message after this error. */
  #once(message: TLMessage): TLMessage {
    const id = message.msgId.toString()
    if (this.#seen.has(id)) throw new SecurityError('a message that came before')
    this.#seen.add(id)
    const [oldest] = this.#seen
    if (this.#seen.size > MAX_SEEN && oldest !== undefined) this.#seen.delete(oldest)
    return message
  }
}

const MAX_SEEN = 500

type State = { id: { toString(): string }; decryptMessageData(packet: Buffer): Promise<unknown> }

function isState(value: unknown): value is State {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof Reflect.get(value, 'decryptMessageData') === 'function'
  )
}

function littleEndian(id: { toString(): string }): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(id.toString())))
  return bytes
}
