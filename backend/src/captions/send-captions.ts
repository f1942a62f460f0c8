import { PublicError } from '@gramreel/contracts/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { createGate } from '../gate.ts'
import type { FileRow } from '../storage/schema.ts'
import { decodeText } from './decode-text.ts'
import type { FindCaptions, FoundCaptions } from './find-captions.ts'
import { CAPTIONS_MAX_BYTES } from './name-of-captions.ts'
import { toWebVtt } from './to-webvtt.ts'

const FETCHES_AT_ONCE = 2
/** Texts of one film are asked for again when one goes back and forth. */
const MAX_REMEMBERED = 16
const VERSION = 1

type Parts = {
  findCaptions: FindCaptions
  readers: (file: { id: string }) => Promise<{ botId: number; fileId: string }[]>
  bots: {
    has: (botId: number) => boolean
    download: (botId: number, fileId: string, maxBytes: number) => Promise<Buffer>
  }
}

export const createCaptionSender = ({ findCaptions, readers, bots }: Parts) => {
  const texts = new Map<string, Promise<string>>()
  const inTurn = createGate(FETCHES_AT_ONCE)

  const read = async ({ row, caption }: FoundCaptions): Promise<string> => {
    const reader = (await readers(row)).find(({ botId }) => bots.has(botId))
    if (!reader) throw new PublicError('no_access', `captions ${row.id} are of a bot that is gone`)
    const bytes = await bots.download(reader.botId, reader.fileId, CAPTIONS_MAX_BYTES)
    return toWebVtt(decodeText(bytes, caption.language))
  }

  const remember = (key: string, found: FoundCaptions): Promise<string> => {
    const text = texts.get(key) ?? inTurn(() => read(found))
    texts.delete(key)
    texts.set(key, text)
    text.catch(() => texts.delete(key))
    const [oldest] = texts.keys()
    if (texts.size > MAX_REMEMBERED && oldest !== undefined) texts.delete(oldest)
    return text
  }

  /** Answers with the WebVTT of captions of this film, or 304. Throws not_found for those of another; telegram_failed. */
  return async (
    film: FileRow,
    caption: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    const found = (await findCaptions(film)).find(({ row }) => row.id === caption)
    if (!found) throw new PublicError('not_found', `captions ${caption} of file ${film.id}`)
    const key = `${VERSION} ${found.row.file_unique_id} ${found.caption.language ?? ''}`
    const etag = `"${Buffer.from(key).toString('base64url')}"`
    void reply.header('etag', etag).header('cache-control', 'private, max-age=300')
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    const text = await remember(key, found)
    void reply.header('content-security-policy', "sandbox; default-src 'none'")
    return reply.type('text/vtt; charset=utf-8').send(text)
  }
}

export type SendCaptions = ReturnType<typeof createCaptionSender>
