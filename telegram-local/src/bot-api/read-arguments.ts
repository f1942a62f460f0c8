import type { FastifyRequest } from 'fastify'
import type { Multipart } from '@fastify/multipart'
import { lookup } from 'mime-types'
import { errorField, isRecord } from '../guards.ts'
import type { World } from '../world.ts'
import { BotApiError, badRequest } from './answer.ts'
import { type Arguments, addTexts, createArguments, type SentFile } from './arguments.ts'

/** The most that a bot may send, https://core.telegram.org/bots/api#sending-files */
export const MAX_UPLOAD_BYTES = 50 << 20

/** What @fastify/multipart adds; its own declaration does not reach the generic request type. */
type MultipartRequest = FastifyRequest & {
  isMultipart(): boolean
  parts(options: { limits: { fileSize: number } }): AsyncIterable<Multipart>
}

/** Reads query and body; files go to the world's disk as they come, and are never held in memory. */
export async function readArguments(plain: FastifyRequest, world: World): Promise<Arguments> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the plugin is registered where the server is made
  const request = plain as MultipartRequest
  const texts = new Map<string, string>()
  if (isRecord(request.query)) addTexts(texts, request.query)
  if (!request.isMultipart()) {
    if (isRecord(request.body)) addTexts(texts, request.body)
    return createArguments(texts)
  }
  const files = new Map<string, SentFile>()
  try {
    for await (const part of request.parts({ limits: { fileSize: MAX_UPLOAD_BYTES } })) {
      if (part.type === 'field') {
        addTexts(texts, { [part.fieldname]: part.value })
        continue
      }
      const content = await world.store(part.file)
      if (part.file.truncated) throw tooLarge()
      const name = part.filename
      files.set(part.fieldname, { content, name, mime: mimeOf(part.mimetype, name) })
    }
  } catch (error) {
    if (error instanceof BotApiError) throw error
    throw errorField(error, 'code') === 'FST_REQ_FILE_TOO_LARGE'
      ? tooLarge()
      : badRequest("can't parse the multipart request")
  }
  return createArguments(texts, files)
}

const tooLarge = () => new BotApiError(413, 'Request Entity Too Large')

/** Clients often name no type, or the one that says nothing; then the name tells. */
function mimeOf(said: string, name: string): string {
  if (said !== '' && said !== 'application/octet-stream' && said !== 'text/plain') return said
  return lookup(name) || said || 'application/octet-stream'
}
