// UploadSink over GramJS, on a connection of its own: half a megabyte on its way up must not stand before a viewer's request. Each
// part gives way to viewers for a moment, and waits as long as Telegram asks (FLOOD_WAIT).
import { createHash } from 'node:crypto'
import { PublicError } from '@gramreel/contracts/errors'
import {
  UPLOAD_PART_BYTES,
  UPLOAD_PARTS,
  UPLOAD_PARTS_PREMIUM,
  type PostedUpload,
  type UploadedMedia,
  type UploadJob,
} from '@gramreel/contracts/uploads'
import { returnBigInt } from 'telegram/Helpers.js'
import { Api } from 'telegram/tl/api.js'
import { orAborted, pause, pauseAfter } from '../wait.ts'
import { failureOf, type GramjsClient, type Lane, Refused } from './gramjs-client.ts'
import { type GramjsLine, LineBroken } from './gramjs-line.ts'
import { messagesRequest } from './gramjs-message.ts'
import {
  inputPeer,
  knownMedia,
  messagesOf,
  partsKey,
  readMedia,
  readPosted,
  savePart,
  uploadedMedia,
} from './gramjs-upload-message.ts'
import { RequestQueue } from './request-queue.ts'
import type { RpcFailure } from './rpc-error.ts'
import { MediaGone, PartMissing, type PartPlace, SentBefore, type UploadSink } from './upload-sink.ts'

const MAX_REQUESTS = 8
const PATIENCE_MS = 60_000
const MAX_TRIES = 6
const TRY_PAUSE = { firstMs: 250, maxMs: 8000 }
const MESSAGES_AT_ONCE = 100
/** So many numbers in a row without a message: there is nothing above. */
const EMPTY_AT_END = 300

type Options = {
  client: GramjsClient
  /** Resolves when no viewer waits for Telegram, after a moment anyway, and not before Telegram lets us ask. */
  giveWay: (signal: AbortSignal) => Promise<void>
  log: (message: string, detail: object) => void
}

export class GramjsUploadSink implements UploadSink {
  readonly #options: Options
  readonly #queue = new RequestQueue({ maxRequests: MAX_REQUESTS })
  #maxParts = UPLOAD_PARTS

  constructor(options: Options) {
    this.#options = options
    void options.client.firstSignIn.then(() => this.#learnMaxParts()).catch(() => {})
  }

  get maxBytes(): number {
    return this.#maxParts * UPLOAD_PART_BYTES
  }

  async savePart(place: PartPlace, bytes: Buffer, signal: AbortSignal): Promise<void> {
    const step = `saving part ${place.part} of upload ${place.uploadId}`
    await this.#persist(step, signal, async () => {
      await this.#options.giveWay(signal)
      const isSaved = await this.#ask(signal, bytes.length, (line) => line.invoke(savePart(place, bytes)))
      if (!isSaved) throw new Error('Telegram did not save it')
    })
  }

  async assemble(job: UploadJob, md5: string | undefined, signal: AbortSignal): Promise<UploadedMedia> {
    const step = `making a file of upload ${job.id}`
    const thumb =
      job.thumbnail === undefined ? undefined : await this.#saveThumbnail(job, job.thumbnail, signal)
    const request = new Api.messages.UploadMedia({
      peer: inputPeer(job.chat),
      media: uploadedMedia(job, md5, thumb),
    })
    const answer = await this.#persist(step, signal, () =>
      this.#ask(signal, 0, (line) => line.invoke(request)),
    )
    const media = readMedia(answer)
    if (!media) throw new PublicError('telegram_failed', `${step}: no file came of it`)
    return media
  }

  async post(job: UploadJob, media: UploadedMedia, signal: AbortSignal): Promise<PostedUpload> {
    const step = `posting upload ${job.id}`
    const request = new Api.messages.SendMedia({
      peer: inputPeer(job.chat),
      media: knownMedia(media),
      message: job.caption,
      randomId: returnBigInt(job.randomId),
    })
    const answer = await this.#persist(step, signal, () =>
      this.#ask(signal, 0, (line) => line.invoke(request)),
    )
    const posted = readPosted(messagesOf(answer), job.chat, media) ?? (await this.find(job, media, signal))
    if (!posted) throw new PublicError('telegram_failed', `${step}: the message is not to be found`)
    return posted
  }

  async find(job: UploadJob, media: UploadedMedia, signal: AbortSignal): Promise<PostedUpload | undefined> {
    const step = `looking for upload ${job.id}`
    let empty = 0
    for (let id = job.after + 1; empty < EMPTY_AT_END; id += MESSAGES_AT_ONCE) {
      const ids = Array.from({ length: MESSAGES_AT_ONCE }, (_, i) => id + i)
      const request = messagesRequest(job.chat, ids)
      const answer = await this.#persist(step, signal, () =>
        this.#ask(signal, 0, (line) => line.invoke(request)),
      )
      const messages = 'messages' in answer ? answer.messages : []
      const posted = readPosted(messages, job.chat, media)
      if (posted) return posted
      const last = Math.max(
        0,
        ...messages.map((message) => (message instanceof Api.MessageEmpty ? 0 : message.id)),
      )
      empty = last === 0 ? empty + MESSAGES_AT_ONCE : id + MESSAGES_AT_ONCE - 1 - last
    }
    return undefined
  }

  async #saveThumbnail(job: UploadJob, base64: string, signal: AbortSignal): Promise<Api.TypeInputFile> {
    const bytes = Buffer.from(base64, 'base64')
    const uploadId = `${job.id} thumbnail`
    await this.savePart({ uploadId, size: bytes.length, part: 0 }, bytes, signal)
    const md5Checksum = createHash('md5').update(bytes).digest('hex')
    return new Api.InputFile({
      id: returnBigInt(partsKey(uploadId)),
      parts: 1,
      name: 'thumbnail.jpg',
      md5Checksum,
    })
  }

  /** https://core.telegram.org/api/config#upload-max-fileparts-default: who pays may send twice as much. */
  async #learnMaxParts(): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const ask = <R>(send: (line: GramjsLine) => Promise<R>) =>
      this.#persist('asking what we may send', signal, () => this.#ask(signal, 0, send, 'read'))
    const [self] = await ask((line) => line.invoke(new Api.users.GetUsers({ id: [new Api.InputUserSelf()] })))
    const isPremium = self instanceof Api.User && self.premium === true
    const config = await ask((line) => line.invoke(new Api.help.GetAppConfig({ hash: 0 })))
    const name = `upload_max_fileparts_${isPremium ? 'premium' : 'default'}`
    const values =
      config instanceof Api.help.AppConfig && config.config instanceof Api.JsonObject
        ? config.config.value
        : []
    const told = values.find(({ key }) => key === name)?.value
    if (told instanceof Api.JsonNumber && told.value > 0)
      this.#maxParts = Math.min(UPLOAD_PARTS_PREMIUM, Math.floor(told.value))
  }

  /** One try. What was sent is let finish, whoever left meanwhile. */
  async #ask<R>(
    signal: AbortSignal,
    bytes: number,
    send: (line: GramjsLine) => Promise<R>,
    lane: Lane = 'up',
  ): Promise<R> {
    const { client } = this.#options
    const dc = client.homeDc
    const line = await orAborted(client.line(dc, lane), signal)
    const place = await this.#queue.enter({ priority: 'now', signal }, bytes)
    let gone = 0
    try {
      const answer = await send(line)
      gone = bytes
      return answer
    } catch (error) {
      await client.mend(dc, line, error)
      throw error
    } finally {
      place.leave(gone)
    }
  }

  /** Tries until it works, the trouble is final, or patience ends. */
  async #persist<R>(step: string, signal: AbortSignal, attempt: () => Promise<R>): Promise<R> {
    const deadline = performance.now() + PATIENCE_MS
    for (let tries = 1; ; tries++) {
      try {
        return await attempt()
      } catch (error) {
        if (signal.aborted || error instanceof PublicError) throw error
        const failure = failureOf(error)
        const isLate = performance.now() > deadline
        this.#options.log('Telegram made trouble', { step, tries, reason: String(error) })
        if (failure?.kind === 'wait') {
          this.#queue.hold(failure.seconds * 1000)
          if (isLate || failure.seconds * 1000 > PATIENCE_MS)
            throw new PublicError('telegram_wait', step, { cause: error })
          tries-- // waiting as told is no failed try
          continue
        }
        if (failure) throwIfFinal(failure, step, error)
        const mayPass = error instanceof LineBroken || (failure !== undefined && PASSING.has(failure.kind))
        if (error instanceof Refused || !mayPass)
          throw new PublicError('telegram_failed', step, { cause: error })
        if (isLate || tries >= MAX_TRIES) throw new PublicError('telegram_timeout', step, { cause: error })
        if (!(error instanceof LineBroken)) await pause(pauseAfter(tries, TRY_PAUSE), signal)
      }
    }
  }
}

const PASSING: ReadonlySet<RpcFailure['kind']> = new Set([
  'busy',
  'signed-out',
  'key-lost',
  'not-inited',
  'migrate',
])

function throwIfFinal({ kind }: RpcFailure, step: string, cause: unknown): void {
  if (kind === 'part-missing') throw new PartMissing(step, { cause })
  if (kind === 'sent-before') throw new SentBefore(step, { cause })
  if (kind === 'reference') throw new MediaGone(step, { cause })
  if (kind === 'no-access') throw new PublicError('no_access', step, { cause })
}
