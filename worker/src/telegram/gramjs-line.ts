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
const CHECK_EVERY_MS = 500
/** Silence after which a connection that owes answers is asked whether it lives, and then is given up. */
const SILENCE_MS = 3_000
/** Up is slower than down, and what we send cannot be seen arriving: parts of uploads get several times as long. */
const UP_PATIENCE = 6

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

/** Telegram does not send this answer: we asked it not to. */
export class AnswerDropped extends Error {}

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
  readonly #patience: number
  readonly #pending = new Set<Pending>()
  readonly #timers: NodeJS.Timeout[] = []
  #orders = 0
  #checkedAt = performance.now()
  #probedAt: number | undefined
  #broken: LineBroken | undefined
  #onBroken: ((error: LineBroken) => void) | undefined
  /** True once Telegram answered something: only then does the next reconnect start without a pause. */
  hasProvenItself = false

  private constructor(dc: DcAddress, key: Buffer | undefined, isUp: boolean) {
    this.dc = dc
    this.#patience = isUp ? UP_PATIENCE : 1
    this.#transport = new Transport(dc)
    this.#sender = new Sender(dc.id, key, (breakage) => this.#break(breakage))
  }

  /**
   * Connects, and makes an authorisation key if none is given. Rejects with LineBroken when it cannot.
   * `onBroken` is called once, when the line ends for any reason but close(). `isUp`: it is for sending files.
   */
  static async open(
    dc: DcAddress,
    key: Buffer | undefined,
    onBroken: (error: LineBroken) => void,
    isUp = false,
  ): Promise<GramjsLine> {
    const line = new GramjsLine(dc, key, isUp)
    const timer = setTimeout(
      () => line.#break({ reason: 'no handshake in time', isKeyUnknown: false }),
      OPEN_TIMEOUT_MS,
    )
    try {
      await line.#sender.useKey()
      line.#transport.packets.onPacket = (packet) => line.#sender.receive(packet)
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
      setInterval(() => line.#checkDeadlines(), CHECK_EVERY_MS).unref(),
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
    return this.#transport.packets.bytesRead
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

  /**
   * Asks for a part of a file, to be put into these buffers, which it fills when the answer is as long as they are.
   * Answers how many bytes came. Rejects as invoke does.
   */
  async readFile(request: Api.upload.GetFile, into: readonly Buffer[]): Promise<number> {
    this.#sender.land(request, into)
    // The sender answers a number for what has landed; GramJS reads what came in another wrapping (gzip, a container).
    const answer: unknown = await this.invoke(request, true)
    if (typeof answer === 'number') return answer
    if (isDropped(answer)) throw new AnswerDropped()
    if (!(answer instanceof Api.upload.File)) throw new Error('Telegram sent us to a CDN')
    let at = 0
    // Not when it was abandoned meanwhile: then this memory may hold something else.
    for (const bytes of this.#sender.landingOf(request)) at += answer.bytes.copy(bytes, 0, at)
    return answer.bytes.length
  }

  /** The answer to this request must not land any more. */
  abandon(request: Api.upload.GetFile): void {
    this.#sender.dropLanding(request)
  }

  /**
   * Nobody wants this answer any more: Telegram is asked not to send it, so that it does not stand in the way of others. When it
   * agrees, the reading rejects with AnswerDropped; else the answer comes. https://core.telegram.org/mtproto/service_messages
   */
  async drop(request: Api.upload.GetFile): Promise<void> {
    const reqMsgId = this.#sender.sentAs(request)
    if (!reqMsgId || this.#broken) return
    const answer: unknown = await this.invoke(new Api.RpcDropAnswer({ reqMsgId })).catch(() => undefined)
    if (isDropped(answer)) {
      this.#sender.dropLanding(request)
      this.#sender.giveUp(reqMsgId, new AnswerDropped())
    }
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
    void this.#transport.packets.close()
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
    // When we ourselves stood still (a tenth of a processor), what came meanwhile has not been read yet.
    const wasLate = now - this.#checkedAt > 2 * CHECK_EVERY_MS
    this.#checkedAt = now
    if (wasLate || this.#pending.size === 0) return
    for (const { sentAt, overtakenAt } of this.#pending) {
      const progressAt = overtakenAt ?? Math.max(sentAt, this.#transport.packets.lastProgressAt)
      if (now - progressAt > DEADLINE_MS * this.#patience) {
        this.#break({
          reason: `no answer for ${(DEADLINE_MS * this.#patience) / 1000} s`,
          isKeyUnknown: false,
        })
        return
      }
    }
    this.#probe(now)
  }

  /** A connection that is silent while it owes answers is asked for a pong, and given up without one. */
  #probe(now: number): void {
    const oldest = Math.min(...[...this.#pending].map(({ sentAt }) => sentAt))
    const silentMs = now - Math.max(oldest, this.#transport.packets.lastProgressAt)
    if (silentMs < SILENCE_MS * this.#patience) this.#probedAt = undefined
    else if (this.#probedAt === undefined) {
      this.#probedAt = now
      this.invoke(ping()).catch(() => {})
    } else if (now - this.#probedAt > SILENCE_MS * this.#patience) {
      this.#break({ reason: 'silent, and no answer to a ping', isKeyUnknown: false })
    }
  }

  /** Keeps idle connections open, and finds dead ones: the answer is subject to the deadline like any other. */
  #ping(): void {
    if (this.#pending.size === 0) this.invoke(ping()).catch(() => {})
  }
}

function ping(): Request<Api.Pong> {
  return new Api.PingDelayDisconnect({
    pingId: returnBigInt(Date.now()),
    disconnectDelay: (2.5 * PING_EVERY_MS) / 1000,
  })
}

function isDropped(answer: unknown): boolean {
  return answer instanceof Api.RpcAnswerDropped || answer instanceof Api.RpcAnswerDroppedRunning
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
