// GramJS's MTProtoSender without its own reconnecting: it reconnects at once and for ever (40 times in 40 s on transport error
// -429) and leaves requests hanging. Here a connection that breaks is over; who owns it decides when to open another.
import { AuthKey } from 'telegram/crypto/AuthKey.js'
import { MTProtoSender } from 'telegram/network/MTProtoSender.js'
import type { TelegramClient } from 'telegram/client/TelegramClient.js'
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
    this.#dropDamagedConnections()
  }

  #initialKey: Buffer | undefined
  /** What connect() failed with; GramJS itself only answers false. */
  lastError: unknown

  /** AuthKey computes its id asynchronously, so it cannot be set in the constructor. */
  async useKey(): Promise<void> {
    if (this.#initialKey) await this.authKey.setKey(this.#initialKey)
  }

  /** Called by GramJS's loops when the connection is lost. */
  override reconnect(): void {
    this.#onBreak({ reason: 'connection lost', isKeyUnknown: false })
  }

  /**
   * A message that does not decrypt to its msg_key is skipped by GramJS, and its request waits for ever. Telegram's security
   * guidelines say: close the connection. https://core.telegram.org/mtproto/security_guidelines
   */
  #dropDamagedConnections(): void {
    const state: unknown = Reflect.get(this, '_state')
    if (!isState(state))
      throw new Error('GramJS has changed: MTProtoSender._state.decryptMessageData is gone')
    const decrypt = state.decryptMessageData.bind(state)
    state.decryptMessageData = async (body) => {
      try {
        return await decrypt(body)
      } catch (error) {
        if (error instanceof Error && error.constructor.name === 'SecurityError') {
          this.#onBreak({ reason: `damaged message: ${error.message}`, isKeyUnknown: false })
        }
        throw error
      }
    }
  }
}

type State = { decryptMessageData(body: Buffer): Promise<unknown> }

function isState(value: unknown): value is State {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'decryptMessageData') === 'function'
  )
}

export { AuthKey }
