// What workers ask and tell about uploads. Each request is signed; see workers/routes.ts, within which these stand.
import { FILE_ID_PATTERN } from '@gramreel/contracts/links'
import {
  FailedUpload,
  KeepMedia,
  KeptMedia,
  PostedUpload,
  UnpostedUploads,
  UploadJob,
  UploadOffer,
  UploadProgress,
  UploadTurn,
} from '@gramreel/contracts/uploads'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import type { UploadsAtWorkers } from './uploads-at-workers.ts'

const tags = ['workers']
const config = { isPublic: true }
const Worker = Type.Object({ workerId: Type.String({ minLength: 1, maxLength: 128 }) })
const params = Type.Object({ ...Worker.properties, id: Type.String({ pattern: FILE_ID_PATTERN }) })
const nothing = { 204: Type.Null() }

export const workerUploadRoutes = (app: App, uploads: UploadsAtWorkers): void => {
  const path = '/api/workers/:workerId/uploads'
  app.post(
    path,
    {
      config,
      schema: {
        tags,
        summary: 'Say what this worker takes; learn what is at Telegram and not posted yet',
        params: Worker,
        body: UploadOffer,
        response: { 200: UnpostedUploads },
      },
    },
    async ({ params: { workerId }, body }) => ({ uploads: await uploads.offer(workerId, body.maxBytes) }),
  )

  app.get(
    `${path}/:id`,
    {
      config,
      schema: { tags, summary: 'An upload and how far it is', params, response: { 200: UploadJob } },
    },
    async (request) => uploads.job(request.params),
  )

  app.put(
    `${path}/:id/progress`,
    {
      config,
      schema: { tags, summary: 'How far Telegram has it', params, body: UploadProgress, response: nothing },
    },
    async (request, reply) => {
      await uploads.progress(request.params, request.body)
      return reply.code(204).send(null)
    },
  )

  app.post(
    `${path}/:id/turn`,
    { config, schema: { tags, summary: 'Whether to post it now', params, response: { 200: UploadTurn } } },
    async (request) => uploads.turn(request.params),
  )

  app.put(
    `${path}/:id/media`,
    {
      config,
      schema: {
        tags,
        summary: 'Keep what Telegram made of it, before it is posted',
        params,
        body: KeepMedia,
        response: { 200: KeptMedia },
      },
    },
    async (request) => ({ media: await uploads.keepMedia(request.params, request.body) }),
  )

  app.post(
    `${path}/:id/posted`,
    { config, schema: { tags, summary: 'It is posted', params, body: PostedUpload, response: nothing } },
    async (request, reply) => {
      await uploads.posted(request.params, request.body)
      return reply.code(204).send(null)
    },
  )

  app.post(
    `${path}/:id/failed`,
    {
      config,
      schema: { tags, summary: 'Nothing will come of it', params, body: FailedUpload, response: nothing },
    },
    async (request, reply) => {
      await uploads.failed(request.params, request.body.failure)
      return reply.code(204).send(null)
    },
  )
}
