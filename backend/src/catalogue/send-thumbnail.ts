import { PublicError } from '@gramreel/contracts/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FileRow } from '../storage/schema.ts'
import type { Picture, ThumbnailCache } from './thumbnail-cache.ts'

export type SendThumbnail = (
  row: FileRow,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply>

type Parts = {
  thumbnails: ThumbnailCache
  readers: (file: { id: string }) => Promise<{ botId: number; thumbnailFileId: string | null }[]>
  bots: {
    has: (botId: number) => boolean
    download: (botId: number, fileId: string, maxBytes: number) => Promise<Buffer>
  }
  /** Ours, where Telegram has none; throws not_found. */
  made: { key: (row: FileRow) => string; make: (row: FileRow) => Promise<Buffer> }
}

const isMade = (row: FileRow): boolean => row.thumbnail_file_id === null

export const createThumbnailReader = ({ thumbnails, readers, bots, made }: Parts) => {
  const keyOf = (row: FileRow) => (isMade(row) ? made.key(row) : `${row.id} ${row.thumbnail_unique_id}`)
  return {
    isKept: (row: FileRow): Promise<boolean> => thumbnails.has(keyOf(row)),
    forget: (row: FileRow): Promise<void> => thumbnails.forget(keyOf(row)),

    /** A file's small picture, fetched or made where need be. Throws not_found, no_access, telegram_failed. */
    read: async (row: FileRow): Promise<Picture> =>
      thumbnails.get(keyOf(row), async (maxBytes) => {
        if (isMade(row)) return made.make(row)
        const reader = (await readers(row)).find(({ botId }) => bots.has(botId))
        if (!reader?.thumbnailFileId)
          throw new PublicError('no_access', `file ${row.id} is of a bot that is gone`)
        return bots.download(reader.botId, reader.thumbnailFileId, maxBytes)
      }),
  }
}

/** Answers with a picture, or 304; who may see it was decided before. */
export const sendPicture = (
  { etag, mime, bytes }: Picture,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => {
  void reply.header('etag', etag)
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  return reply.type(mime).send(bytes)
}

/** `onSeen`: a picture passed by. Throws what reading it throws. */
export const createThumbnailSender =
  (read: (row: FileRow) => Promise<Picture>, onSeen: (row: FileRow, bytes: Buffer) => void): SendThumbnail =>
  async (row, request, reply) => {
    const picture = await read(row)
    onSeen(row, picture.bytes)
    return sendPicture(picture, request, reply)
  }
