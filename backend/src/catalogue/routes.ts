import { FileItem, FilePage, FileQuery } from '@gramreel/contracts/catalogue'
import { PublicError } from '@gramreel/contracts/errors'
import { FILE_ID_PATTERN } from '@gramreel/contracts/links'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import { toItem, type Catalogue } from './catalogue.ts'
import type { ThumbnailCache } from './thumbnail-cache.ts'

export const FileParams = Type.Object({ id: Type.String({ pattern: FILE_ID_PATTERN }) })

const tags = ['catalogue']

type Parts = {
  catalogue: Catalogue
  thumbnails: ThumbnailCache
  download: (botId: number, fileId: string, maxBytes: number) => Promise<Buffer>
}

export const catalogueRoutes = (app: App, { catalogue, thumbnails, download }: Parts): void => {
  app.get(
    '/api/files',
    {
      schema: {
        tags,
        summary: 'The catalogue, newest first',
        querystring: FileQuery,
        response: { 200: FilePage },
      },
    },
    async (request) => catalogue.page(request.query),
  )

  app.get(
    '/api/files/:id',
    { schema: { tags, summary: 'One item', params: FileParams, response: { 200: FileItem } } },
    async (request) => toItem(await catalogue.file(request.params.id)),
  )

  app.get(
    '/api/files/:id/thumbnail',
    { schema: { tags, summary: 'A small picture: JPEG, PNG or WebP', params: FileParams } },
    async (request, reply) => {
      const { id, bot_id, thumbnail_file_id, thumbnail_unique_id } = await catalogue.file(request.params.id)
      if (thumbnail_file_id === null) throw new PublicError('not_found', `file ${id} has no thumbnail`)
      const picture = await thumbnails.get(`${id} ${thumbnail_unique_id}`, (maxBytes) =>
        download(bot_id, thumbnail_file_id, maxBytes),
      )
      void reply.header('etag', picture.etag).header('cache-control', 'private, max-age=31536000, immutable')
      if (request.headers['if-none-match'] === picture.etag) return reply.code(304).send()
      return reply.type(picture.mime).send(picture.bytes)
    },
  )
}
