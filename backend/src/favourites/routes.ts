import { FILE_ID_PATTERN } from '@gramreel/contracts/links'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import { sessionOf } from '../http/session-cookie.ts'
import type { Favourites } from './favourites.ts'

const tags = ['library']
const params = Type.Object({ id: Type.String({ pattern: FILE_ID_PATTERN }) })
const response = { 204: Type.Null() }

export const favouriteRoutes = (app: App, { mark, unmark }: Favourites): void => {
  app.put(
    '/api/favourites/:id',
    { schema: { tags, summary: 'Mark an item as one’s favourite', params, response } },
    async (request, reply) => {
      await mark(sessionOf(request).account.id, request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/api/favourites/:id',
    { schema: { tags, summary: 'Take the mark away', params, response } },
    async (request, reply) => {
      await unmark(sessionOf(request).account.id, request.params.id)
      return reply.code(204).send(null)
    },
  )
}
