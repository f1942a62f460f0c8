// The HTTP server around the routes: limits, errors, other methods, one log line per answer.
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

/** Which methods an address has; the rest of them are told so (405). */
const ADDRESSES: [RegExp, string][] = [
  [/^\/stream\/[^/]+\/[^/]*$/, 'GET, HEAD, OPTIONS'],
  [/^\/prefetch\/[^/]+$/, 'POST, OPTIONS'],
  [/^\/(?:health|ready|metrics)$/, 'GET, HEAD'],
]

export function createServer({
  log,
  allowedOrigins,
  retryAfterSeconds,
  onAnswer,
}: ServerOptions): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: 4096,
    forceCloseConnections: 'idle',
    // Slow heads and bodies are cut (S40); slow readers are normal for films, so there is no limit on an answer.
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    http: { headersTimeout: 10_000, keepAlive: true, keepAliveInitialDelay: 60_000 },
    routerOptions: { maxParamLength: 16_384, ignoreTrailingSlash: false },
    frameworkErrors: (error, request, reply) => {
      const { status, body, headers } = answerError(error)
      reply.raw.writeHead(status, { ...headers, 'content-type': 'application/json; charset=utf-8' })
      reply.raw.end(JSON.stringify(body))
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
    void reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
    const begun = performance.now()
    reply.raw.once('close', () => {
      const { statusCode, writableFinished, headersSent } = reply.raw
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

/** What the log may know of a request: never the query, which holds the token, and not the name. */
function about(request: FastifyRequest): object {
  return {
    method: request.method,
    path: pathOf(request).split('/').slice(0, 3).join('/'),
    range: request.headers.range?.slice(0, 100),
  }
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? ''
}
