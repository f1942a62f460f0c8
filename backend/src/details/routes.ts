import { Details } from '@gramreel/contracts/details'
import { FILE_ID_PATTERN } from '@gramreel/contracts/links'
import { Type } from 'typebox'
import type { SendCaptions } from '../captions/send-captions.ts'
import { sendPicture } from '../catalogue/send-thumbnail.ts'
import type { Picture } from '../catalogue/thumbnail-cache.ts'
import type { App } from '../http/server.ts'
import type { FileRow } from '../storage/schema.ts'
import type { DescribeDetails } from './details.ts'

const tags = ['catalogue']
const Id = Type.String({ pattern: FILE_ID_PATTERN })
const FileParams = Type.Object({ id: Id })

type Parts = {
  /** Throws file_not_found. */
  file: (id: string) => Promise<FileRow>
  details: DescribeDetails
  sendCaptions: SendCaptions
  /** Throws not_found. */
  readSprites: (row: FileRow) => Promise<Picture>
}

export const detailsRoutes = (app: App, { file, details, sendCaptions, readSprites }: Parts): void => {
  app.get(
    '/api/files/:id/details',
    {
      schema: {
        tags,
        summary: 'What is known of an item beyond its line in the catalogue',
        params: FileParams,
        response: { 200: Details },
      },
    },
    async (request) => details.forMember(await file(request.params.id)),
  )

  app.get(
    '/api/files/:id/captions/:caption',
    {
      schema: {
        tags,
        summary: 'Captions of a film, as WebVTT',
        params: Type.Object({ id: Id, caption: Id }),
      },
    },
    async (request, reply) =>
      sendCaptions(await file(request.params.id), request.params.caption, request, reply),
  )

  app.get(
    '/api/files/:id/sprites',
    { schema: { tags, summary: 'Preview pictures of a film, on one sheet', params: FileParams } },
    async (request, reply) => {
      const sheet = await readSprites(await file(request.params.id))
      void reply.header('cache-control', 'private, max-age=31536000, immutable')
      return sendPicture(sheet, request, reply)
    },
  )
}
