import { PublicError } from '@gramreel/contracts/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FileRow } from '../storage/schema.ts'
import type { ThumbnailCache } from './thumbnail-cache.ts'

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

/** Answers with a file's small picture, or 304; who may see it was decided before. Throws not_found. */
export const createThumbnailSender =
  ({ thumbnails, readers, bots, made }: Parts): SendThumbnail =>
  async (row, request, reply) => {
    const { id, thumbnail_file_id, thumbnail_unique_id } = row
    const isMade = thumbnail_file_id === null
    const key = isMade ? made.key(row) : `${id} ${thumbnail_unique_id}`
    const picture = await thumbnails.get(key, async (maxBytes) => {
      if (isMade) return made.make(row)
      const reader = (await readers({ id })).find(({ botId }) => bots.has(botId))
      if (!reader?.thumbnailFileId) throw new PublicError('no_access', `file ${id} is of a bot that is gone`)
      return bots.download(reader.botId, reader.thumbnailFileId, maxBytes)
    })
    void reply.header('etag', picture.etag)
    if (request.headers['if-none-match'] === picture.etag) return reply.code(304).send()
    return reply.type(picture.mime).send(picture.bytes)
  }
