import type { IncomingMessage, ServerResponse } from 'node:http'
import { PublicError } from '@gramreel/contracts/errors'
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type RawServerDefault,
} from 'fastify'
import { answerBrokenRequest, answerUnroutable, handleError } from './errors.ts'
import { createProxyTrust, type TrustProxy } from './proxies.ts'
import { redact } from './redact.ts'

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered without a session. Everything else under /api/ needs one. */
    isPublic?: boolean
    /** The least role that may: `member` is for the owner too. Without it, whoever is signed in. */
    requires?: 'owner' | 'member'
  }
}

/** Receives each log record: one line of JSON with its newline. */
export type LogLine = (line: string) => void

const loggerOptions = (log: LogLine) => ({
  level: 'info',
  base: null,
  timestamp: () => `,"time":"${new Date().toISOString()}"`,
  formatters: { level: (label: string) => ({ level: label }) },
  stream: { write: (line: string) => log(redact(line)) },
  serializers: {
    req: (request: { method: string; url: string }) => ({
      method: request.method,
      path: request.url.split('?')[0],
    }),
  },
})

/** Once: behind a proxy that is not named all visitors look like one, and share one limit for guesses. */
const warnOfUnknownProxy = (app: App, trustProxy: TrustProxy): void => {
  let isWarned = false
  app.addHook('onRequest', async ({ headers, socket, log }) => {
    if (isWarned || headers['x-forwarded-for'] === undefined || trustProxy(socket.remoteAddress, 0)) return
    isWarned = true
    log.warn(
      { address: socket.remoteAddress },
      'X-Forwarded-For came from an address that is not in TRUSTED_PROXIES, and is ignored: if a proxy of yours has it, name it there',
    )
  })
}

/** A Fastify that speaks our errors, logs one line for what was refused, and takes nothing but JSON. */
export const createServer = (log: LogLine | undefined, trustedProxies: readonly string[] = []): App => {
  const trustProxy = createProxyTrust(trustedProxies)
  const app = fastify({
    trustProxy,
    logger: log ? loggerOptions(log) : false,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 64 * 1024,
    requestTimeout: 30_000,
    // An open event stream must not hold up a stop; app.ts ends those first.
    forceCloseConnections: 'idle',
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: answerUnroutable,
    // Node's own refusal carries no headers of ours: the hook below is in its place.
    http: { requireHostHeader: false },
    // A worker's name, each character percent-encoded.
    routerOptions: { maxParamLength: 3 * 128 },
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.removeContentTypeParser('text/plain')
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  app.setErrorHandler(handleError)
  // An expectation that is not understood may be ignored (RFC 9110, section 10.1.1).
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1')
      return answerUnroutable(new PublicError('bad_request', 'no Host'), request, reply)
    if (request.routeOptions.url?.startsWith('/api/')) void reply.header('cache-control', 'no-store')
  })
  warnOfUnknownProxy(app, trustProxy)
  app.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode < 400) return
    request.log.info(
      { req: request, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    )
  })
  return app
}
