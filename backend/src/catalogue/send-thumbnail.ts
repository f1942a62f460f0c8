import { PublicError } from '@gramreel/contracts/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FileRow } from '../storage/schema.ts'
import type { ThumbnailCache } from './thumbnail-cache.ts'

export type SendThumbnail = (
  row: FileRow,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply>

/** Answers with a file's small picture, or 304; who may see it was decided before. Throws not_found. */
export const createThumbnailSender =
  (
    thumbnails: ThumbnailCache,
    download: (botId: number, fileId: string, maxBytes: number) => Promise<Buffer>,
  ): SendThumbnail =>
  async ({ id, bot_id, thumbnail_file_id, thumbnail_unique_id }, request, reply) => {
    if (thumbnail_file_id === null) throw new PublicError('not_found', `file ${id} has no thumbnail`)
    const picture = await thumbnails.get(`${id} ${thumbnail_unique_id}`, (maxBytes) =>
      download(bot_id, thumbnail_file_id, maxBytes),
    )
    void reply.header('etag', picture.etag)
    if (request.headers['if-none-match'] === picture.etag) return reply.code(304).send()
    return reply.type(picture.mime).send(picture.bytes)
  }
