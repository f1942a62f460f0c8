import { FileItem, FilePage, FileQuery } from '@gramreel/contracts/catalogue'
import { FILE_ID_PATTERN } from '@gramreel/contracts/links'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import { sessionOf } from '../http/session-cookie.ts'
import { toItem, type Catalogue } from './catalogue.ts'
import type { SendThumbnail } from './send-thumbnail.ts'

export const FileParams = Type.Object({ id: Type.String({ pattern: FILE_ID_PATTERN }) })

const tags = ['catalogue']

type Parts = {
  catalogue: Catalogue
  sendThumbnail: SendThumbnail
}

export const catalogueRoutes = (app: App, { catalogue, sendThumbnail }: Parts): void => {
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
    async (request) => catalogue.page(request.query, sessionOf(request).account.id),
  )

  app.get(
    '/api/files/:id',
    { schema: { tags, summary: 'One item', params: FileParams, response: { 200: FileItem } } },
    async (request) => toItem(await catalogue.file(request.params.id, sessionOf(request).account.id)),
  )

  app.get(
    '/api/files/:id/thumbnail',
    { schema: { tags, summary: 'A small picture: JPEG, PNG or WebP', params: FileParams } },
    async (request, reply) => {
      void reply.header('cache-control', 'private, max-age=31536000, immutable')
      return sendThumbnail(await catalogue.file(request.params.id), request, reply)
    },
  )
}
