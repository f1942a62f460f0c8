import { DeleteAnswer, DeleteFiles, TrashFiles } from '@gramreel/contracts/library'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import type { Trash } from './trash.ts'

const tags = ['library']
const config = { requires: 'member' } as const
const done = { 204: Type.Null() }

export const trashRoutes = (app: App, trash: Trash): void => {
  app.post(
    '/api/trash',
    {
      config,
      schema: {
        tags,
        summary: 'Put items into the trash; they stay in Telegram',
        body: TrashFiles,
        response: done,
      },
    },
    async (request, reply) => {
      await trash.put(request.body.files)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/trash/restore',
    { config, schema: { tags, summary: 'Take items out of the trash', body: TrashFiles, response: done } },
    async (request, reply) => {
      await trash.restore(request.body.files)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/trash/delete',
    {
      config,
      schema: {
        tags,
        summary: 'Delete what is in the trash for good: in Telegram, too',
        body: DeleteFiles,
        response: { 200: DeleteAnswer },
      },
    },
    async (request) => trash.deleteForGood(request.body),
  )
}
