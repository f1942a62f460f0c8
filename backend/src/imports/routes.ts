import { ImportChange, ImportItem, ImportList } from '@gramreel/contracts/imports'
import { LinkFile } from '@gramreel/contracts/links'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import type { Imports } from './imports.ts'

const tags = ['imports']
const config = { requires: 'owner' } as const
const Params = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  chat: LinkFile.properties.chat,
})
const PATH = '/api/bots/:id/channels/:chat/import'
const keyOf = ({ id, chat }: { id: number; chat: string }) => ({ botId: id, chat })

/** The owner's: what was posted before a bot came. */
export const importRoutes = (app: App, imports: Imports): void => {
  app.get(
    '/api/imports',
    { config, schema: { tags, summary: 'The imports of old posts', response: { 200: ImportList } } },
    async () => ({ imports: await imports.list() }),
  )
  app.post(
    PATH,
    {
      config,
      schema: {
        tags,
        summary: 'Import what was posted there before the bot came; again for what is missing',
        params: Params,
        response: { 202: ImportItem },
      },
    },
    async ({ params }, reply) => reply.code(202).send(await imports.begin(keyOf(params))),
  )
  app.put(
    PATH,
    {
      config,
      schema: {
        tags,
        summary: 'Pause it, or let it go on',
        params: Params,
        body: ImportChange,
        response: { 200: ImportItem },
      },
    },
    async ({ params, body }) => imports.change(keyOf(params), body.state),
  )
  app.delete(
    PATH,
    {
      config,
      schema: {
        tags,
        summary: 'End it; what it found stays',
        params: Params,
        response: { 204: Type.Null() },
      },
    },
    async ({ params }, reply) => {
      await imports.cancel(keyOf(params))
      return reply.code(204).send(null)
    },
  )
}
