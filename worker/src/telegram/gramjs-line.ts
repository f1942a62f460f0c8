// One connection to one data centre: requests with a deadline, answers or a clear end. A line that breaks stays broken;
// everything that waited on it is told so at once (GramJS alone would leave it waiting for ever).
import { Api } from 'telegram/tl/api.js'
import { RPCError } from 'telegram/errors/RPCBaseErrors.js'
import { returnBigInt } from 'telegram/Helpers.js'
import { type Breakage, Sender } from './gramjs-sender.ts'
import { type DcAddress, Transport } from './gramjs-transport.ts'

/** Silence after which a request counts as lost (R02). */
const DEADLINE_MS = 10_000
const OPEN_TIMEOUT_MS = 25_000
const PING_EVERY_MS = 30_000

/** An rpc_error, with Telegram's own code and text. */
export class TelegramError extends Error {
  readonly code: number
  readonly text: string
  constructor(code: number, text: string) {
    super(`${code} ${text}`)
    this.name = 'TelegramError'
    this.code = code
    this.text = text
  }
}

/** The connection ended, or went silent, before the answer came: ask again on another. */
export class LineBroken extends Error {
  readonly isKeyUnknown: boolean
  constructor({ reason, isKeyUnknown }: Breakage) {
    super(reason)
    this.name = 'LineBroken'
    this.isKeyUnknown = isKeyUnknown
  }
}

export type Request<R> = Api.AnyRequest & { __response: R }

type Pending = {
  sentAt: number
  order: number
  isBulk: boolean
  overtakenAt: number | undefined
  fail: (e: Error) => void
}

export class GramjsLine {
  readonly dc: DcAddress
  readonly #sender: Sender
  readonly #transport: Transport
  readonly #pending = new Set<Pending>()
  readonly #timers: NodeJS.Timeout[] = []
  #orders = 0
  #broken: LineBroken | undefined
  #onBroken: ((error: LineBroken) => void) | undefined
  /** True once Telegram answered something: only then does the next reconnect start without a pause. */
  hasProvenItself = false

  private constructor(dc: DcAddress, key: Buffer | undefined) {
    this.dc = dc
    this.#transport = new Transport(dc)
    this.#sender = new Sender(dc.id, key, (breakage) => this.#break(breakage))
  }

  /**
   * Connects, and makes an authorisation key if none is given. Rejects with LineBroken when it cannot.
   * `onBroken` is called once, when the line ends for any reason but close().
   */
  static async open(
    dc: DcAddress,
    key: Buffer | undefined,
    onBroken: (error: LineBroken) => void,
  ): Promise<GramjsLine> {
    const line = new GramjsLine(dc, key)
    const timer = setTimeout(
      () => line.#break({ reason: 'no handshake in time', isKeyUnknown: false }),
      OPEN_TIMEOUT_MS,
    )
    try {
      await line.#sender.useKey()
      const isConnected = await line.#sender.connect(line.#transport, false)
      if (!isConnected || line.#broken) throw line.#broken ?? broken(line.#sender.lastError)
    } catch (error) {
      line.close()
      throw error instanceof LineBroken ? error : broken(error)
    } finally {
      clearTimeout(timer)
    }
    line.#onBroken = onBroken
    line.#timers.push(
      setInterval(() => line.#checkDeadlines(), 500).unref(),
      setInterval(() => line.#ping(), PING_EVERY_MS).unref(),
    )
    return line
  }

  /** 256 bytes, to be kept secret. */
  get key(): Buffer {
    return this.#sender.authKeyBytes
  }

  get isBroken(): boolean {
    return this.#broken !== undefined
  }

  /** Bytes received so far. */
  get bytesRead(): number {
    return this.#transport.exactSocket.bytesRead
  }

  /**
   * Sends and waits. Rejects with TelegramError or LineBroken. `isBulk`: the answer is large and comes in turn, so that
   * one that was overtaken by later ones for 10 s is lost, although bytes arrive.
   */
  invoke<R>(request: Request<R>, isBulk = false): Promise<R> {
    if (this.#broken) return Promise.reject(this.#broken)
    return new Promise<R>((resolve, reject) => {
      const pending: Pending = {
        sentAt: performance.now(),
        order: this.#orders++,
        isBulk,
        overtakenAt: undefined,
        fail: reject,
      }
      this.#pending.add(pending)
      const settle = () => {
        this.#pending.delete(pending)
        if (isBulk) this.#overtake(pending.order)
      }
      // GramJS types every answer as a Buffer; the request's own type knows better.
      const answer = Promise.resolve<unknown>(this.#sender.send(request))
      answer.then(
        (value) => {
          settle()
          this.hasProvenItself = true
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the request names the type of its answer
          resolve(value as R)
          return undefined
        },
        (error: unknown) => {
          settle()
          reject(asTelegramError(error))
        },
      )
    })
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#onBroken = undefined
    this.#break({ reason: 'closed', isKeyUnknown: false })
  }

  #break(breakage: Breakage): void {
    if (this.#broken) return
    this.#broken = new LineBroken(breakage)
    for (const timer of this.#timers) clearInterval(timer)
    void this.#sender.disconnect().catch(() => {})
    void this.#transport.exactSocket.close()
    for (const { fail } of this.#pending) fail(this.#broken)
    this.#pending.clear()
    this.#onBroken?.(this.#broken)
  }

  #overtake(order: number): void {
    const now = performance.now()
    for (const pending of this.#pending) {
      if (pending.isBulk && pending.order < order) pending.overtakenAt ??= now
    }
  }

  #checkDeadlines(): void {
    const now = performance.now()
    for (const { sentAt, overtakenAt } of this.#pending) {
      const progressAt = overtakenAt ?? Math.max(sentAt, this.#transport.exactSocket.lastReadAt)
      if (now - progressAt > DEADLINE_MS) {
        this.#break({ reason: `no answer for ${DEADLINE_MS / 1000} s`, isKeyUnknown: false })
        return
      }
    }
  }

  /** Keeps idle connections open, and finds dead ones: the answer is subject to the deadline like any other. */
  #ping(): void {
    if (this.#pending.size > 0) return
    const request = new Api.PingDelayDisconnect({
      pingId: returnBigInt(Date.now()),
      disconnectDelay: (2.5 * PING_EVERY_MS) / 1000,
    })
    this.invoke(request).catch(() => {})
  }
}

function broken(cause: unknown): LineBroken {
  const reason = cause instanceof Error ? cause.message : 'not connected'
  return new LineBroken({ reason, isKeyUnknown: false })
}

/** GramJS turns some errors into classes that lose Telegram's text; this gives it back. */
function asTelegramError(error: unknown): Error {
  if (!(error instanceof RPCError)) return error instanceof Error ? error : new Error(String(error))
  const seconds: unknown = Reflect.get(error, 'seconds')
  const newDc: unknown = Reflect.get(error, 'newDc')
  const name = error.constructor.name
  if (typeof seconds === 'number') return new TelegramError(420, `FLOOD_WAIT_${seconds}`)
  if (typeof newDc === 'number') {
    return new TelegramError(303, `${name.replace('MigrateError', '').toUpperCase()}_MIGRATE_${newDc}`)
  }
  return new TelegramError(error.code ?? 0, error.errorMessage || name)
}
