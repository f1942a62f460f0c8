import { FILE_ID_PATTERN } from '@gramreel/contracts/links'
import {
  BeginUpload,
  BegunUpload,
  UploadChannels,
  UploadItem,
  UploadLimits,
  UploadLink,
  UploadList,
} from '@gramreel/contracts/uploads'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import { sessionOf } from '../http/session-cookie.ts'
import type { createUploadLimits } from './upload-limits.ts'
import type { Uploader, Uploads } from './uploads.ts'

type Parts = { uploads: Uploads; limits: ReturnType<typeof createUploadLimits> }

const tags = ['uploads']
const config = { requires: 'member' as const }
const params = Type.Object({ id: Type.String({ pattern: FILE_ID_PATTERN }) })

const uploaderOf = (request: FastifyRequest): Uploader => {
  const { account, grant } = sessionOf(request)
  return { account: account.id, grant, isOwner: account.role === 'owner' }
}

export const uploadRoutes = (app: App, { uploads, limits }: Parts): void => {
  app.post(
    '/api/uploads',
    {
      config,
      schema: {
        tags,
        summary: 'Begin an upload; the answer is where its bytes go, or the item that is there already',
        body: BeginUpload,
        response: { 200: BegunUpload },
      },
    },
    async (request) => uploads.begin(uploaderOf(request), request.body),
  )

  app.get(
    '/api/uploads',
    {
      config,
      schema: { tags, summary: 'One’s own uploads that are not done', response: { 200: UploadList } },
    },
    async (request) => ({ uploads: await uploads.list(uploaderOf(request)) }),
  )

  app.get(
    '/api/uploads/:id',
    { config, schema: { tags, summary: 'How far an upload is', params, response: { 200: UploadItem } } },
    async (request) => uploads.item(uploaderOf(request), request.params.id),
  )

  app.post(
    '/api/uploads/:id/link',
    {
      config,
      schema: { tags, summary: 'A fresh address for its bytes', params, response: { 200: UploadLink } },
    },
    async (request) => uploads.link(uploaderOf(request), request.params.id),
  )

  app.delete(
    '/api/uploads/:id',
    { config, schema: { tags, summary: 'Cancel an upload', params, response: { 204: Type.Null() } } },
    async (request, reply) => {
      await uploads.cancel(uploaderOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/upload-channels',
    {
      config,
      schema: { tags, summary: 'Channels that uploads may go to', response: { 200: UploadChannels } },
    },
    async () => ({ channels: await uploads.channels() }),
  )

  app.get(
    '/api/upload-limits',
    {
      config,
      schema: { tags, summary: 'How much each person may upload', response: { 200: UploadLimits } },
    },
    async () => limits.read(),
  )

  app.put(
    '/api/upload-limits',
    {
      config: { requires: 'owner' },
      schema: {
        tags,
        summary: 'Set how much each person may upload',
        body: UploadLimits,
        response: { 200: UploadLimits },
      },
    },
    async ({ body }) => {
      await limits.save(body)
      return body
    },
  )
}
