// The HTTP server around the routes: limits, errors, other methods, one log line per answer.
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Log } from '../log.ts'
import { PublicError } from '@gramreel/contracts/errors'
import { corsHeaders } from './cors.ts'
import { answerError, detailOf } from './errors.ts'

export type ServerOptions = {
  log: Log
  allowedOrigins: ReadonlySet<string>
  retryAfterSeconds: () => number | undefined
  onAnswer: (status: number) => void
}

/** As far as a log may tell it. */
const KNOWN_PATH =
  /^\/(?:(?:stream|prefetch)\/[A-Za-z0-9_-]{1,64}(?=\/|$)|(?:health|ready|metrics|messages)$|proof(?=\/))/

/** Which methods an address has; the rest of them are told so (405). */
const ADDRESSES: [RegExp, string][] = [
  [/^\/stream\/[^/]+\/[^/]*$/, 'GET, HEAD, OPTIONS'],
  [/^\/prefetch\/[^/]+$/, 'POST, OPTIONS'],
  [/^\/upload\/[^/]+$/, 'POST, HEAD, PATCH, OPTIONS'],
  [/^\/(?:health|ready|metrics|messages)$/, 'GET, HEAD'],
  [/^\/check\/stream\/[^/]+\/[^/]*$/, 'GET, HEAD'],
  [/^\/proof\/[^/]+$/, 'GET, HEAD'],
]

export function createServer({
  log,
  allowedOrigins,
  retryAfterSeconds,
  onAnswer,
}: ServerOptions): FastifyInstance {
  /** The answer being written on a connection. */
  const answers = new WeakMap<Socket, ServerResponse>()
  const app = Fastify({
    logger: false,
    bodyLimit: 4096,
    forceCloseConnections: 'idle',
    // Slow heads and bodies are cut (S40), but Node's limit on bodies knows no exception, and a part of an upload may take long:
    // see cutSlowBody. Slow readers are normal for films, so there is no limit on an answer.
    requestTimeout: 0,
    keepAliveTimeout: 72_000,
    // Node looks for those who are late every 30 s unless told otherwise, so ten seconds could be forty.
    http: {
      headersTimeout: 10_000,
      connectionsCheckingInterval: 1000,
      keepAlive: true,
      keepAliveInitialDelay: 60_000,
    },
    clientErrorHandler: (error, socket) => refuseCrooked(error, socket, answers.get(socket)),
    routerOptions: { maxParamLength: 16_384, ignoreTrailingSlash: false },
    frameworkErrors: (error, request, reply) => {
      const { status, body, headers } = answerError(error)
      const cors = corsHeaders(request.headers.origin, allowedOrigins)
      reply.raw.writeHead(status, { ...headers, ...SAFETY_HEADERS, ...cors, 'content-type': JSON_TYPE })
      reply.raw.end(JSON.stringify(body))
      onAnswer(status)
      log('info', 'answered', { method: request.method, status })
    },
  })

  // Bodies mean nothing here; whatever type they are, they are read up to the limit and dropped.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null, undefined))

  app.setErrorHandler((error, request, reply) => {
    const { code, status, body, headers } = answerError(error, retryAfterSeconds())
    if (status >= 500)
      log(code === 'internal' ? 'error' : 'warn', 'a request failed', {
        ...about(request),
        code,
        reason: detailOf(error),
      })
    const asked = reply.getHeaders()
    // 416 and 412 bring their own headers; what describes a body that is not sent goes.
    for (const name of ['content-type', 'content-length', 'content-disposition', 'cache-control']) {
      if (asked[name] !== undefined) void reply.removeHeader(name)
    }
    void reply
      .code(status)
      .headers({ ...headers, ...corsHeaders(request.headers.origin, allowedOrigins) })
      .send(body)
  })

  app.setNotFoundHandler((request, reply) => {
    const allow = ADDRESSES.find(([address]) => address.test(pathOf(request)))?.[1]
    if (allow === undefined) throw new PublicError('not_found', 'no such address')
    void reply.header('allow', allow)
    throw new PublicError('method_not_allowed', `${request.method} is not for this address`)
  })

  app.addHook('onRequest', async (request, reply) => {
    answers.set(request.raw.socket, reply.raw)
    void reply.headers(SAFETY_HEADERS)
    if (!isUpload(request)) cutSlowBody(request, (late) => refuseCrooked(late, request.raw.socket, reply.raw))
    const begun = performance.now()
    reply.raw.once('close', () => {
      const { statusCode, writableFinished, headersSent } = reply.raw
      // One for each MiB that nginx hands out: nobody's request, and no line in the log.
      if (request.url.startsWith('/check/')) return
      onAnswer(headersSent ? statusCode : 0)
      if (/^\/(?:health|ready|metrics)/.test(request.url)) return
      log('info', 'answered', {
        ...about(request),
        status: statusCode,
        complete: writableFinished,
        ms: Math.round(performance.now() - begun),
      })
    })
  })
  return app
}

/**
 * What the log may know of a request: never the query, which holds the token, nor the name, nor anything that is not of a known
 * form: people paste tokens into the wrong places.
 */
function about(request: FastifyRequest): object {
  const { range } = request.headers
  return {
    method: request.method,
    path: KNOWN_PATH.exec(pathOf(request))?.[0] ?? 'another',
    range: range === undefined || /^bytes=[\d,\s-]*$/i.test(range) ? range?.slice(0, 100) : 'another',
  }
}

/**
 * What is no HTTP, too slow or too long is told so, and hung up on. Not in the middle of an answer: there the words would be
 * taken for bytes of the film (Fastify's own handler writes them all the same), so the connection is cut.
 */
function refuseCrooked(error: Error & { code?: string }, socket: Socket, answer?: ServerResponse): void {
  const isAnswering = answer !== undefined && !answer.writableFinished && !answer.destroyed
  if (isAnswering || !socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const status = CROOKED[error.code ?? ''] ?? '400 Bad Request'
  const body = JSON.stringify(answerError({ statusCode: 400 }).body)
  socket.end(
    [
      `HTTP/1.1 ${status}`,
      'Connection: close',
      `Content-Type: ${JSON_TYPE}`,
      `Content-Length: ${body.length}`,
      'X-Content-Type-Options: nosniff',
      '',
      body,
    ].join('\r\n'),
  )
  // Whoever does not hang up in turn is not waited for.
  setTimeout(() => socket.destroy(), HANG_UP_MS).unref()
}

function isUpload({ method, url }: FastifyRequest): boolean {
  return method === 'PATCH' && url.startsWith('/upload/')
}

function cutSlowBody({ raw }: FastifyRequest, cut: (late: Error & { code: string }) => void): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = raw.headers
  if (length === '0' && encoding === undefined) return
  const late = Object.assign(new Error('a slow body'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
  const timer = setTimeout(() => raw.complete || cut(late), BODY_TIMEOUT_MS).unref()
  raw.once('close', () => clearTimeout(timer))
}

const BODY_TIMEOUT_MS = 30_000
const CROOKED: Record<string, string> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
}
const HANG_UP_MS = 1000
const JSON_TYPE = 'application/json; charset=utf-8'
const SAFETY_HEADERS = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' }

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? ''
}
