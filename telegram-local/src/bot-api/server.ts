// The Bot API face: /bot<token>/<method> and /file/bot<token>/<path> over HTTP. https://core.telegram.org/bots/api
import type { OutgoingHttpHeaders } from 'node:http'
import multipart from '@fastify/multipart'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Faults } from '../faults.ts'
import type { WireLog, WireStats } from '../mtproto/data-centre.ts'
import { errorField, messageOf } from '../guards.ts'
import type { Bot, World } from '../world.ts'
import { badRequest, BotApiError, errorEnvelope, okEnvelope, type Envelope } from './answer.ts'
import { createCallStats } from './call-stats.ts'
import { chatMethods } from './chats.ts'
import { readBodies } from './bodies.ts'
import { download } from './download.ts'
import { fileMethods } from './files.ts'
import { createLongPolls } from './long-polls.ts'
import { messageMethods } from './messages.ts'
import { createMethodFinder } from './methods.ts'
import { ownObject } from './objects/people.ts'
import { readArguments } from './read-arguments.ts'
import { sendMediaGroup } from './send-media-group.ts'
import { sendMethods } from './send.ts'
import { DOWNLOAD, meetTrouble, NO_TROUBLE, type Trouble } from './trouble.ts'
import { openWebhooks } from './webhooks.ts'
import { writeBody } from './write-body.ts'

export type BotApiOptions = {
  world: World
  faults: Faults
  host: string
  /** 0: a free one. */
  port: number
  log: WireLog
  webhookRetryMs: number
  /** Adds further routes beside the two of the Bot API. */
  extend(app: FastifyInstance): void
}

export type BotApi = {
  /** http://host:port */
  url: string
  stats(): WireStats
  close(): Promise<void>
}

type MethodParams = { token: string; method: string }
type DownloadParams = { token: string; '*': string }

/** Listens; rejects with the error of `listen` when the port cannot be had. */
export async function startBotApi(options: BotApiOptions): Promise<BotApi> {
  const { world, faults, log } = options
  const stats = createCallStats()
  const longPolls = createLongPolls()
  const ending = new AbortController()
  const app = fastify({
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1000 },
    ajv: {
      customOptions: { coerceTypes: false, removeAdditional: false, allErrors: true, allowUnionTypes: true },
    },
  })
  stats.watch(app.server)
  readBodies(app)
  await app.register(multipart)

  const webhooks = openWebhooks({ world, longPolls, retryMs: options.webhookRetryMs })
  const findMethod = createMethodFinder({
    getMe: ({ bot }) => ownObject(bot),
    logOut: () => true,
    close: () => true,
    getUpdates: (call) => longPolls.getUpdates(call),
    sendMediaGroup,
    ...webhooks.methods,
    ...sendMethods,
    ...messageMethods,
    ...chatMethods,
    ...fileMethods,
  })

  async function call(request: FastifyRequest<{ Params: MethodParams }>, reply: FastifyReply): Promise<void> {
    const { token, method: asked } = request.params
    const bot = findBot(world, token)
    const method = findMethod(asked)
    const name = method?.name ?? 'unknown'
    stats.count(name)
    const signal = signalOf(reply, ending.signal)
    let trouble: Trouble | undefined
    let envelope: Envelope
    try {
      trouble = await meetTrouble(faults, name, signal)
      if (!method) throw new BotApiError(404, 'Not Found: method not found')
      const args = await readArguments(request, world)
      envelope = okEnvelope(await method.run({ world, faults, bot, args, signal }))
    } catch (error) {
      envelope = errorEnvelope(asBotApiError(error, log))
    }
    log('bot api call', { method: name, bot: bot.id, status: envelope.status })
    await answer(reply, envelope, trouble ?? NO_TROUBLE, signal)
  }

  async function file(
    request: FastifyRequest<{ Params: DownloadParams }>,
    reply: FastifyReply,
  ): Promise<void> {
    const { token, '*': path } = request.params
    const bot = findBot(world, token)
    stats.count(DOWNLOAD)
    const signal = signalOf(reply, ending.signal)
    reply.hijack()
    try {
      await download(request.raw, reply.raw, { world, faults, bot: bot.id, path, signal })
    } catch (error) {
      if (reply.raw.headersSent) reply.raw.destroy()
      else await answer(reply, errorEnvelope(asBotApiError(error, log)), NO_TROUBLE, signal)
    }
  }

  app.all<{ Params: MethodParams }>('/bot:token/:method', (request, reply) => call(request, reply))
  app.get<{ Params: DownloadParams }>('/file/bot:token/*', (request, reply) => file(request, reply))
  app.get('/health', () => ({ status: 'ok' }))
  app.setNotFoundHandler(() => {
    throw new BotApiError(404, 'Not Found')
  })
  app.setErrorHandler(async (error, _request, reply) => {
    const { status, body } = errorEnvelope(asBotApiError(error, log))
    return reply.code(status).send(body)
  })
  options.extend(app)

  try {
    const url = await app.listen({ host: options.host, port: options.port })
    return {
      url,
      stats: () => stats.read(),
      async close() {
        ending.abort()
        webhooks.close()
        await app.close()
      },
    }
  } catch (error) {
    webhooks.close()
    await app.close()
    throw error
  }
}

/** Telegram says 404 to what cannot be a token, and 401 to one that is not a bot's. */
function findBot(world: World, token: string): Bot {
  if (!/^[1-9]\d*:[\w-]+$/.test(token)) throw new BotApiError(404, 'Not Found')
  const bot = world.botByToken(token)
  if (!bot) throw new BotApiError(401, 'Unauthorized')
  return bot
}

/** Aborts when the client has gone or the server ends. */
function signalOf(reply: FastifyReply, ending: AbortSignal): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  return AbortSignal.any([gone.signal, ending])
}

async function answer(reply: FastifyReply, envelope: Envelope, trouble: Trouble, signal: AbortSignal) {
  const bytes = Buffer.from(JSON.stringify(envelope.body))
  reply.hijack()
  if (reply.raw.destroyed) return
  if (trouble.dropAfter === 0) {
    reply.raw.destroy()
    return
  }
  const headers: OutgoingHttpHeaders = {
    'content-type': 'application/json',
    'content-length': bytes.length,
    'access-control-allow-origin': '*',
  }
  if (envelope.retryAfter !== undefined) headers['retry-after'] = String(envelope.retryAfter)
  reply.raw.writeHead(envelope.status, headers)
  const body = { size: bytes.length, read: (at: number, length: number) => bytes.subarray(at, at + length) }
  await writeBody(reply.raw, body, trouble, signal)
}

function asBotApiError(error: unknown, log: WireLog): BotApiError {
  if (error instanceof BotApiError) return error
  const status = Number(errorField(error, 'statusCode') ?? 500)
  if (status === 413) return new BotApiError(413, 'Request Entity Too Large')
  if (status < 500) return badRequest(messageOf(error))
  log('bot api failed', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  return new BotApiError(500, 'Internal Server Error')
}
