// GET /health, /ready and /metrics.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { WorkerHealth } from '@gramreel/contracts/status'
import { PublicError } from '@gramreel/contracts/errors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { corsHeaders } from './cors.ts'

export type StatusParts = {
  health: () => WorkerHealth
  renderMetrics: () => string
  metricsToken: string | undefined
  /** Who may read `/health` from another origin: the gallery, to tell a worker from the page of a host that wakes it. */
  allowedOrigins: ReadonlySet<string>
}

export function statusRoutes(
  app: FastifyInstance,
  { health, renderMetrics, metricsToken, allowedOrigins }: StatusParts,
): void {
  app.get('/health', ({ headers }, reply) => {
    const answer = health()
    return reply
      .code(answer.status === 'stopping' ? 503 : 200)
      .headers(corsHeaders(headers.origin, allowedOrigins))
      .header('cache-control', 'no-store')
      .send(answer)
  })
  app.get('/ready', (_, reply) => {
    const answer = health()
    const isReady = answer.status === 'ok'
    return reply
      .code(isReady ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(answer)
  })
  app.get('/metrics', (request, reply) => {
    if (!mayRead(request, metricsToken)) throw new PublicError('forbidden', 'metrics asked for from outside')
    return reply
      .header('cache-control', 'no-store')
      .type('text/plain; version=0.0.4; charset=utf-8')
      .send(renderMetrics())
  })
}

/** With a token: who shows it. Without: loopback, unless a proxy on this machine speaks for somebody else. */
function mayRead({ headers, socket }: FastifyRequest, token: string | undefined): boolean {
  if (token !== undefined) {
    const shown = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
    return timingSafeEqual(digest(shown), digest(token))
  }
  const isForwarded = ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'].some(
    (name) => headers[name] !== undefined,
  )
  return !isForwarded && /^(?:127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? '')
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
