// POST, HEAD and PATCH of /upload/{id}: who may, by the same rules as for streams; what tus says, by its own server.
import type { ServerResponse } from 'node:http'
import { type ErrorCode, PublicError } from '@gramreel/contracts/errors'
import { FILE_ID_PATTERN, type LinkFile } from '@gramreel/contracts/links'
import { UPLOAD_PART_BYTES } from '@gramreel/contracts/uploads'
import { Server as TusServer } from '@tus/server'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { CheckedLink, CheckLink } from '../links/check-link.ts'
import type { Log } from '../log.ts'
import { TusStore } from '../uploads/tus-store.ts'
import type { Uploads } from '../uploads/uploads.ts'
import { preflightHeaders } from './cors.ts'
import { answerError, detailOf } from './errors.ts'

export type UploadParts = {
  checkLink: CheckLink
  /** Undefined without a backend, which alone remembers uploads. */
  uploads: Uploads | undefined
  allowedOrigins: ReadonlySet<string>
  log: Log
  /** Requests being answered, so that a stop can cut them. */
  active: Set<ServerResponse>
}

type UploadRequest = FastifyRequest<{ Params: { id: string }; Querystring: Record<string, unknown> }>

const UPLOAD_ID = new RegExp(FILE_ID_PATTERN)
const METHODS = ['POST', 'HEAD', 'PATCH']
const REQUEST_HEADERS =
  'Content-Type, Tus-Resumable, Upload-Offset, Upload-Length, Upload-Metadata, X-HTTP-Method-Override'

export async function uploadRoutes(root: FastifyInstance, parts: UploadParts): Promise<void> {
  const { allowedOrigins, active } = parts
  const tus = parts.uploads && createTus(parts.uploads, parts)
  await root.register(async (app) => {
    // The body is the store's to read, as fast as Telegram takes it.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _body, done) => done(null))
    app.options('/upload/:id', (request, reply) =>
      reply
        .code(204)
        .headers(
          preflightHeaders(request.headers.origin, allowedOrigins, METHODS.join(', '), REQUEST_HEADERS),
        )
        .send(),
    )
    app.route<{ Params: { id: string }; Querystring: Record<string, unknown> }>({
      method: METHODS,
      url: '/upload/:id',
      handler: async (request, reply) => {
        const { claims } = await check(request, parts)
        if (!tus) throw new PublicError('uploads_off', 'there is no BACKEND_URL')
        refuseTinySteps(request, claims.file)
        reply.hijack()
        reply.raw.setHeader('vary', 'Origin')
        active.add(reply.raw)
        reply.raw.once('close', () => active.delete(reply.raw))
        await tus.handle(request.raw, reply.raw)
      },
    })
  })
}

async function check(request: UploadRequest, { checkLink }: UploadParts): Promise<CheckedLink> {
  const { id } = request.params
  if (!UPLOAD_ID.test(id)) throw new PublicError('upload_not_found', 'no upload has such an id')
  return checkLink(request.query['token'], id, 'upload')
}

/** Only whole parts are kept, so steps that are smaller would never get on. The last one is as long as it is. */
function refuseTinySteps(request: UploadRequest, { size }: LinkFile): void {
  if (request.method !== 'PATCH') return
  const { 'content-length': length, 'upload-offset': offset } = request.headers
  const end = Number(offset) + Number(length)
  if (Number(length) < UPLOAD_PART_BYTES && end < size)
    throw new PublicError('bad_request', `a step of ${Number(length)} bytes`)
}

function createTus(uploads: Uploads, { allowedOrigins, log }: UploadParts): TusServer {
  return new TusServer({
    path: '/upload',
    datastore: new TusStore(uploads),
    // Fastify has matched the address already.
    getFileIdFromRequest: (request) => idOf(request.url),
    namingFunction: (request) => idOf(request.url),
    generateUrl: (request) => request.url,
    allowedOrigins: (origin) => allowedOrigins.has(origin),
    onResponseError: (request, error) => {
      const { code, status, body, headers } = answerError(publicErrorOf(error))
      if (status >= 500) log('warn', 'an upload request failed', { code, reason: detailOf(error) })
      const response = request.runtime?.node?.res
      for (const [name, value] of Object.entries({
        ...headers,
        'content-type': 'application/json; charset=utf-8',
      }))
        if (response?.headersSent === false) response.setHeader(name, value)
      return { status_code: status, body: JSON.stringify(body) }
    },
  })
}

function idOf(url: string): string {
  return decodeURIComponent(new URL(url, 'http://worker').pathname.split('/')[2] ?? '')
}

/** What tus throws is a status and a text. */
function publicErrorOf(error: unknown): unknown {
  const status = typeof error === 'object' && error !== null ? Reflect.get(error, 'status_code') : undefined
  if (error instanceof PublicError || typeof status !== 'number') return error
  const code: ErrorCode | undefined = TUS_ERRORS[status]
  const body = String(Reflect.get(Object(error), 'body'))
  return new PublicError(code ?? (status < 500 ? 'bad_request' : 'internal'), `tus: ${status} ${body.trim()}`)
}

const TUS_ERRORS: Record<number, ErrorCode> = {
  404: 'upload_not_found',
  409: 'upload_offset',
  410: 'upload_not_found',
  413: 'upload_wrong_size',
}
