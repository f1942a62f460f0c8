import { BotList, BotToken, Channel, ChannelChoice, ChatId, ConnectedBot } from '@gramreel/contracts/bots'
import { PublicError } from '@gramreel/contracts/errors'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import type { Bots } from './bots.ts'
import { SECRET_HEADER } from './webhook.ts'

const tags = ['bots']
const config = { requires: 'owner' } as const
const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const BotParams = Type.Object({ id: Id })
const ChannelParams = Type.Object({ id: Id, chat: ChatId })

/** The owner's, of which nobody gets a token back. */
export const botRoutes = (app: App, bots: Bots): void => {
  app.get(
    '/api/bots',
    { config, schema: { tags, summary: 'The bots and their channels', response: { 200: BotList } } },
    async () => ({ bots: await bots.describe() }),
  )

  app.post(
    '/api/bots',
    {
      config,
      schema: {
        tags,
        summary: 'Connect a bot by its token; Telegram is asked at once whose it is',
        body: BotToken,
        response: { 201: ConnectedBot },
      },
    },
    async (request, reply) => reply.code(201).send(await bots.connect(request.body.token)),
  )

  app.delete(
    '/api/bots/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Remove a bot; its files stay in the catalogue',
        params: BotParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await bots.remove(request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.put(
    '/api/bots/:id/channels/:chat',
    {
      config,
      schema: {
        tags,
        summary: 'Take the posts of a chat, or leave them out; holds for every bot in it',
        params: ChannelParams,
        body: ChannelChoice,
        response: { 200: Channel },
      },
    },
    async ({ params, body }) => bots.choose({ bot_id: params.id, chat_id: params.chat }, body.decision),
  )

  app.post(
    '/api/bots/:id/channels/:chat/check',
    {
      config,
      schema: {
        tags,
        summary: 'Ask Telegram what the bot may there',
        params: ChannelParams,
        response: { 200: Channel },
      },
    },
    async ({ params }) => bots.check({ bot_id: params.id, chat_id: params.chat }),
  )
}

/** Messages of 4096 letters, and one that each answers, with all their formatting, stay far below. */
const UPDATE_MAX_BYTES = 256 * 1024

/** Telegram knows more than we do, and will know more. */
const PushedUpdate = Type.Object({ update_id: Type.Integer() })

/** Where Telegram calls. Whoever does not know the secret is sent away before anything of his is read. */
export const webhookRoutes = (app: App, bots: Bots): void => {
  const common = {
    config: { isPublic: true },
    bodyLimit: UPDATE_MAX_BYTES,
    onRequest: async ({ params, headers }: { params: unknown; headers: Record<string, unknown> }) => {
      const id = Number(Reflect.get(Object(params), 'id'))
      if (!(await bots.isTelegram(id, headers[SECRET_HEADER]))) {
        throw new PublicError('webhook_unknown', 'a call of the webhook with another secret')
      }
    },
  }
  app.get(
    '/api/webhooks/:id',
    {
      ...common,
      schema: {
        tags,
        summary: 'Does this address lead to us? For ourselves',
        params: BotParams,
        response: { 204: Type.Null() },
      },
    },
    async (_request, reply) => reply.code(204).send(null),
  )
  app.post(
    '/api/webhooks/:id',
    {
      ...common,
      schema: {
        tags,
        summary: 'Updates from Telegram, who knows the secret',
        params: BotParams,
        body: PushedUpdate,
        response: { 204: Type.Null() },
      },
    },
    async ({ params, body }, reply) => {
      await bots.receive(params.id, body)
      return reply.code(204).send(null)
    },
  )
}
