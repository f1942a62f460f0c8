import type { FastifyInstance } from 'fastify'
import { readFileId } from '../bot-api/file-ids.ts'
import { findFile } from '../bot-api/files.ts'
import type { World } from '../world.ts'
import { addFile, findPlace } from './add-file.ts'
import { invalid, notFound } from './control-error.ts'
import {
  captionSchema,
  expireSchema,
  fileSchema,
  forwardSchema,
  type FileRequest,
  messageParams,
  messageQuery,
  textSchema,
} from './schemas.ts'

type MessagePlace = { Params: { chat: string; id: string }; Querystring: { bot?: string } }

/** Files, and what becomes of their messages. */
export function messageRoutes(app: FastifyInstance, world: World): void {
  app.post<{ Body: FileRequest }>('/files', { schema: { body: fileSchema } }, ({ body }) =>
    addFile(world, body),
  )

  app.post<{ Body: { fileId: string } }>('/expire', { schema: { body: expireSchema } }, ({ body }) => {
    const facts = readFileId(body.fileId)
    if (!facts) throw invalid('fileId is no file_id')
    const file = findFile(world, facts)
    if (!file) throw notFound('there is no such file')
    world.expireFileReferences(file.media)
    return { expired: true }
  })

  const place = { schema: { params: messageParams, querystring: messageQuery } }
  const find = ({
    params,
    query,
  }: {
    params: MessagePlace['Params']
    query: MessagePlace['Querystring']
  }) => {
    const chat = Number(params.chat)
    const bot = chat > 0 ? Number(query.bot ?? world.defaultBot.id) : undefined
    const message = world.message(chat, Number(params.id), bot)
    if (!message) throw notFound(`there is no message ${params.id} in chat ${params.chat}`)
    return { message, bot }
  }

  app.post<{ Body: { text: string; chat?: string | number; bot?: number } }>(
    '/messages',
    { schema: { body: textSchema } },
    ({ body: { text, ...to } }) => {
      const { chat, id } = world.addMessage({ ...findPlace(world, to), text })
      return { messageId: id, chat: String(chat) }
    },
  )

  app.post<{ Body: { chat: string | number; messageId: number; bot?: number } }>(
    '/forward',
    { schema: { body: forwardSchema } },
    ({ body: { chat: from, messageId, ...to } }) => {
      const post = world.message(Number(from), messageId)
      if (!post) throw notFound(`there is no message ${messageId} in chat ${from}`)
      const { text, entities, media, date } = post
      const forwarded = world.addMessage({
        ...findPlace(world, { chat: world.defaultUser.id, ...to }),
        text,
        entities,
        ...(media && { media }),
        forwardedFrom: post.forwardedFrom ?? { chat: post.chat, id: messageId, date },
      })
      return { messageId: forwarded.id, chat: String(forwarded.chat) }
    },
  )

  app.delete<MessagePlace>('/messages/:chat/:id', place, (request) => {
    const { message, bot } = find(request)
    return { deleted: world.deleteMessage(message.chat, message.id, bot) }
  })

  app.patch<MessagePlace & { Body: { caption: string } }>(
    '/messages/:chat/:id',
    { schema: { ...place.schema, body: captionSchema } },
    (request) => {
      const { message, bot } = find(request)
      const change = { text: request.body.caption, entities: [], by: world.defaultUser.id }
      world.editMessage(message.chat, message.id, change, bot)
      return { messageId: message.id, chat: String(message.chat), caption: change.text }
    },
  )
}
