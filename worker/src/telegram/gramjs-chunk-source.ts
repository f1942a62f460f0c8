// ChunkSource over GramJS: upload.getFile of one aligned MiB at a time, and what to do about each kind of trouble.
import { type ErrorCode, PublicError } from '@gramreel/contracts/errors'
import type { LinkFile } from '@gramreel/contracts/links'
import { Api } from 'telegram/tl/api.js'
import { returnBigInt } from 'telegram/Helpers.js'
import { BoundedMap } from '../bounded-map.ts'
import { orAborted, pause, pauseAfter } from '../wait.ts'
import type { ChunkSource, FileDetails, SourceFile, SourceStatus } from './chunk-source.ts'
import { contentKey, type FileLocation, locationOfFileId } from './file-location.ts'
import { FileReferences } from './file-reference.ts'
import { failureOf, type GramjsClient, Refused } from './gramjs-client.ts'
import { type GramjsLine, LineBroken, type Request } from './gramjs-line.ts'
import { hedged, Latencies } from './hedge.ts'
import { inputLocation, messagesRequest, readMessage } from './gramjs-message.ts'
import type { RpcFailure } from './rpc-error.ts'
import { RequestQueue, type Want } from './request-queue.ts'

/** Requests on the wire to one data centre, however small they are. */
const MAX_REQUESTS = 64
const MAX_LOOKUPS = 16
/** How long a request outlasts trouble before it gives up. */
const PATIENCE_MS = 60_000
const MAX_TRIES = 6
/** An error we have no name for is most likely final. */
const MAX_TRIES_UNKNOWN = 2
const TRY_PAUSE = { firstMs: 250, maxMs: 8000 }
/** After this the next request makes us ask again whether the message is still there, in the background. */
const DETAILS_FRESH_MS = 60_000
const MAX_DETAILS = 10_000
const GIVE_WAY_MS = 1000

export type Counts =
  'hedges' | 'chunksRead' | 'bytesRead' | 'floodWaits' | 'floodSeconds' | 'referenceRefreshes' | 'lookups'

type Options = {
  client: GramjsClient
  count: (name: Counts, by?: number) => void
  /** What a try died of. */
  onRetry: (cause: RetryCause) => void
  /** Seconds from a request for bytes, once it had its place in flight, to all of them. */
  onAnswer: (seconds: number) => void
  log: (message: string, detail: object) => void
}

export type RetryCause = RpcFailure['kind'] | 'line_broken' | 'wrong_length' | 'other'

type Kept = { details: FileDetails; at: number }

/** The answer was not what was asked for: fewer bytes, or more. */
class WrongLength extends Error {}

export class GramjsChunkSource implements ChunkSource {
  readonly #client: GramjsClient
  readonly #count: Options['count']
  readonly #onRetry: Options['onRetry']
  readonly #onAnswer: Options['onAnswer']
  readonly #log: Options['log']
  readonly #queues = new Map<number, RequestQueue>()
  readonly #lookups = new RequestQueue({ maxRequests: MAX_LOOKUPS })
  readonly #latencies = new Latencies()
  readonly #references = new FileReferences()
  readonly #details = new BoundedMap<string, Kept>(MAX_DETAILS)
  readonly #finding = new Map<string, Promise<FileDetails>>()

  constructor({ client, count, onRetry, onAnswer, log }: Options) {
    this.#client = client
    this.#count = count
    this.#onRetry = onRetry
    this.#onAnswer = onAnswer
    this.#log = log
  }

  status(): SourceStatus {
    return this.#client.status
  }

  trouble(origin?: LinkFile): { code: ErrorCode; retryAfterSeconds: number } | undefined {
    if (this.#client.status !== 'connected') return { code: 'starting', retryAfterSeconds: 5 }
    const guess = origin && this.guess(origin)
    const dc = guess && this.#references.get(guess.key)?.dc
    const queues = dc === undefined ? [...this.#queues.values()] : [this.#queue(dc)]
    const heldForMs = Math.max(...[this.#lookups, ...queues].map((queue) => queue.heldForMs))
    return heldForMs > 0
      ? { code: 'telegram_wait', retryAfterSeconds: Math.ceil(heldForMs / 1000) }
      : undefined
  }

  guess(origin: LinkFile): SourceFile | undefined {
    const location = origin.fid === undefined ? undefined : locationOfFileId(origin.fid)
    if (!location) return undefined
    const key = contentKey(location, origin.size)
    if (!this.#references.get(key)) this.#references.set(key, location)
    return { key, size: origin.size, origin }
  }

  async find(origin: LinkFile, signal: AbortSignal): Promise<FileDetails> {
    const name = nameOf(origin)
    const kept = this.#details.get(name)
    if (kept && performance.now() - kept.at < DETAILS_FRESH_MS) return kept.details
    let finding = this.#finding.get(name)
    if (!finding) {
      finding = this.#lookUp(origin)
        .then((details) => {
          this.#details.set(name, { details, at: performance.now() })
          return details
        })
        .catch((error: unknown) => {
          this.#details.delete(name)
          throw error
        })
        .finally(() => this.#finding.delete(name))
      finding.catch(() => {})
      this.#finding.set(name, finding)
    }
    return kept ? kept.details : orAborted(finding, signal)
  }

  async read(file: SourceFile, offset: number, into: readonly Buffer[], want: Want): Promise<void> {
    const bytes = into.reduce((sum, { length }) => sum + length, 0)
    const step = `reading ${bytes} bytes at ${offset} of ${file.key}`
    let location = this.#references.get(file.key) ?? (await this.#locate(file))
    const attempt = async (): Promise<void> => {
      const request = () =>
        new Api.upload.GetFile({
          location: inputLocation(location),
          offset: returnBigInt(offset),
          limit: roundUp(bytes),
          precise: true,
          cdnSupported: false,
        })
      const { dc } = location
      let sentAt = 0
      const received = await this.#ask(dc, this.#queue(dc), want, bytes, (line) => {
        sentAt = performance.now()
        return hedged(line, request, into, {
          signal: want.signal,
          afterMs: this.#latencies.hedgeAfterMs,
          isWorthIt: () => want.priority === 'now' && !want.signal.aborted,
          onHedge: () => this.#count('hedges'),
        })
      })
      this.#count('bytesRead', received)
      if (received !== bytes) throw new WrongLength(`${received} bytes in place of ${bytes}`)
      this.#latencies.add(performance.now() - sentAt)
      this.#onAnswer((performance.now() - sentAt) / 1000)
      this.#count('chunksRead')
    }
    let moves = 0
    return this.#persist(
      step,
      want.signal,
      () => location.dc,
      attempt,
      async (failure) => {
        if (failure.kind === 'reference') {
          const failed = location
          location = await this.#references.refresh(file.key, failed, () => this.#locate(file))
          return true
        }
        // Remembered only where we can go: else the file could not be read again once it is back.
        if (failure.kind === 'migrate' && moves++ < 2 && this.#client.knows(failure.dc)) {
          location = { ...location, dc: failure.dc }
          this.#references.set(file.key, location)
          return true
        }
        return false
      },
    )
  }

  /** Asks the home data centre for what is no file, behind the gate of lookups, which alone is shut when it must wait. */
  question<R>(step: string, request: () => Request<R>, want: Want): Promise<R> {
    return this.#homeCall(step, request, want, (seconds) => this.#holdLookups(seconds))
  }

  #homeCall<R>(
    step: string,
    request: () => Request<R>,
    want: Want,
    hold?: (seconds: number) => void,
  ): Promise<R> {
    const home = () => this.#client.homeDc
    const ask = () => this.#ask(home(), this.#lookups, want, 0, (line) => line.invoke(request()))
    return this.#persist(step, want.signal, home, ask, () => Promise.resolve(false), hold)
  }

  /**
   * For who has less hurry than any viewer: waits until none of them waits for the home data centre, for a moment at most, so that
   * nobody waits for ever; and as long as Telegram asks.
   */
  async giveWay(signal: AbortSignal): Promise<void> {
    const queue = this.#queue(this.#client.homeDc)
    const enough = AbortSignal.any([signal, AbortSignal.timeout(queue.heldForMs + GIVE_WAY_MS)])
    try {
      const place = await queue.enter({ priority: 'maybe', signal: enough }, 0)
      place.leave(0)
    } catch (error) {
      if (signal.aborted) throw error
    }
  }

  /** Per data centre: bytes in flight and allowed, and seconds until the gate opens. */
  get flow(): { dc: number; inFlightBytes: number; windowBytes: number; heldSeconds: number }[] {
    return [...this.#queues].map(([dc, { inFlightBytes, windowBytes, heldForMs }]) => ({
      dc,
      inFlightBytes,
      windowBytes,
      heldSeconds: heldForMs / 1000,
    }))
  }

  close(): Promise<void> {
    this.#client.close()
    return Promise.resolve()
  }

  #queue(dc: number): RequestQueue {
    let queue = this.#queues.get(dc)
    if (!queue) this.#queues.set(dc, (queue = new RequestQueue({ maxRequests: MAX_REQUESTS })))
    return queue
  }

  async #lookUp(origin: LinkFile): Promise<FileDetails> {
    const step = `looking up message ${origin.msg} of chat ${origin.chat}`
    const want: Want = { priority: 'now', signal: AbortSignal.timeout(PATIENCE_MS) }
    this.#count('lookups')
    const request = () => messagesRequest(origin.chat, [origin.msg])
    const answer = await this.#homeCall(step, request, want).catch((error: unknown) => {
      throw want.signal.aborted ? final('telegram_timeout', step, error) : error
    })
    const wanted = origin.fid === undefined ? undefined : locationOfFileId(origin.fid)
    const found = readMessage(answer, origin, wanted?.pictureSize ?? '')
    const key = contentKey(found.location, found.size)
    this.#references.set(key, found.location)
    return { key, size: found.size, origin, mime: found.mime, name: found.name, modifiedAt: found.date }
  }

  /** A fresh location from the message. When that holds another file by now, the one wanted is gone. */
  async #locate(file: SourceFile): Promise<FileLocation> {
    this.#count('referenceRefreshes')
    const { key } = await this.#lookUp(file.origin).catch((error: unknown) => {
      this.#details.delete(nameOf(file.origin)) // so that the next viewer is told, not cut
      throw error
    })
    const location = this.#references.get(key)
    if (!location || key !== file.key) {
      throw new PublicError(
        'file_deleted',
        `message ${file.origin.msg} of chat ${file.origin.chat} holds another file now`,
      )
    }
    return location
  }

  /** One try: a line, a place in the queue, the request. What was sent is let finish, whoever left meanwhile. */
  async #ask<R>(
    dc: number,
    queue: RequestQueue,
    want: Want,
    bytes: number,
    send: (line: GramjsLine) => Promise<R>,
  ): Promise<R> {
    const line = await orAborted(this.#client.line(dc), want.signal)
    const place = await queue.enter(want, bytes)
    let arrived = 0
    try {
      const answer = await send(line)
      arrived = bytes
      return answer
    } catch (error) {
      await this.#client.mend(dc, line, error)
      throw error
    } finally {
      place.leave(arrived)
    }
  }

  /** Tries until it works, the trouble is final, or patience ends. `mend` deals with what only the caller can mend. */
  async #persist<R>(
    step: string,
    signal: AbortSignal,
    dc: () => number,
    attempt: () => Promise<R>,
    mend: (failure: RpcFailure) => Promise<boolean>,
    hold = (seconds: number) => this.#hold(dc(), seconds),
  ): Promise<R> {
    const deadline = performance.now() + PATIENCE_MS
    for (let tries = 1; ; tries++) {
      try {
        return await attempt()
      } catch (error) {
        if (signal.aborted || error instanceof PublicError) throw error
        const failure = failureOf(error)
        const isLate = performance.now() > deadline
        this.#onRetry(causeOf(error, failure))
        this.#log('Telegram made trouble', {
          step,
          tries,
          reason: error instanceof Error ? error.message : String(error),
        })
        if (failure?.kind === 'wait') {
          hold(failure.seconds)
          if (isLate || failure.seconds * 1000 > PATIENCE_MS) throw final('telegram_wait', step, error)
          tries-- // waiting as told is no failed try
          continue
        }
        const mostTries = failure?.kind === 'unknown' ? MAX_TRIES_UNKNOWN : MAX_TRIES
        if (isLate || tries >= mostTries) throw final(codeOf(error, failure), step, error)
        if (failure && (await mend(failure))) continue
        if (isFinal(error, failure)) throw final(codeOf(error, failure), step, error)
        if (!(error instanceof LineBroken)) await pause(pauseAfter(tries, TRY_PAUSE), signal)
      }
    }
  }

  #hold(dc: number, seconds: number): void {
    this.#queue(dc).hold(seconds * 1000)
    if (dc === this.#client.homeDc) this.#holdLookups(seconds)
    else this.#countWait(seconds)
  }

  #holdLookups(seconds: number): void {
    this.#countWait(seconds)
    this.#lookups.hold(seconds * 1000)
  }

  #countWait(seconds: number): void {
    this.#count('floodWaits')
    this.#count('floodSeconds', seconds)
  }
}

/** Telegram counts in KiB. */
function roundUp(bytes: number): number {
  return Math.ceil(bytes / 1024) * 1024
}

function nameOf({ chat, msg, fid = '' }: LinkFile): string {
  return `${chat}/${msg}/${fid}`
}

function isFinal(error: unknown, failure: RpcFailure | undefined): boolean {
  if (error instanceof Refused) return true
  if (error instanceof LineBroken || error instanceof WrongLength) return false
  return !failure || ['no-access', 'gone', 'refused', 'migrate', 'reference'].includes(failure.kind)
}

function causeOf(error: unknown, failure: RpcFailure | undefined): RetryCause {
  if (failure) return failure.kind
  if (error instanceof LineBroken) return 'line_broken'
  return error instanceof WrongLength ? 'wrong_length' : 'other'
}

function codeOf(error: unknown, failure: RpcFailure | undefined): ErrorCode {
  if (failure?.kind === 'no-access') return 'no_access'
  if (failure?.kind === 'gone') return 'file_not_found'
  if (error instanceof LineBroken) return 'telegram_timeout'
  return 'telegram_failed'
}

function final(code: ErrorCode, step: string, cause: unknown): PublicError {
  return new PublicError(code, step, { cause })
}
