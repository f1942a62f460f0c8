// The one place where a failure becomes an answer: codes and sentences from contracts, everything else to the log.
import type { Socket } from 'node:net'
import { ERRORS, PublicError, type ErrorBody, type ErrorCode } from '@gramreel/contracts/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { errorCode } from '../error-code.ts'

/** What Fastify itself refuses, by its HTTP status. */
const CODE_BY_STATUS: Record<number, ErrorCode> = {
  400: 'bad_request',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
}

/** SQLite's result code SQLITE_FULL (https://sqlite.org/rescode.html#full). */
const SQLITE_FULL = 13

const isDiskFull = (error: unknown): boolean =>
  errorCode(error) === 'ENOSPC' ||
  (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_FULL)

const bodyOf = (code: ErrorCode, addition?: string): ErrorBody => ({
  error: { code, message: addition ? `${ERRORS[code].message} (${addition})` : ERRORS[code].message },
})

/**
 * Error -> status and body. A failed validation names the field and what it must be; the message of the schema
 * compiler quotes the schema, never the input.
 */
export const answerFor = (error: unknown): { status: number; body: ErrorBody } => {
  if (error instanceof PublicError) return { status: error.status, body: error.body }
  if (isDiskFull(error)) return { status: ERRORS.storage_full.status, body: bodyOf('storage_full') }
  if (!(error instanceof Error)) return { status: 500, body: bodyOf('internal') }
  if ('validation' in error) return { status: 400, body: bodyOf('bad_request', error.message) }
  const statusCode = 'statusCode' in error ? Number(error.statusCode) : 500
  if (statusCode >= 400 && statusCode < 500) {
    const code = CODE_BY_STATUS[statusCode] ?? 'bad_request'
    return { status: ERRORS[code].status, body: bodyOf(code) }
  }
  return { status: 500, body: bodyOf('internal') }
}

/** Fastify's error handler. What we did not foresee is logged as an error, with its causes. */
export const handleError = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  const { status, body } = answerFor(error)
  if (status >= 500) request.log.error({ err: error, code: body.error.code }, 'request failed')
  else request.log.debug({ err: error, code: body.error.code }, 'request refused')
  if (error instanceof PublicError && error.retryAfterSeconds !== undefined)
    reply.header('retry-after', Math.max(1, Math.ceil(error.retryAfterSeconds)))
  void reply.code(status).header('cache-control', 'no-store').type('application/json').send(body)
}

/** For answers that no hook sees: nothing in them is to be shown, run, framed or read by another origin. */
const BARE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'content-type': 'application/json',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

/** What is given up on before any hook: an address that cannot be decoded, or HTTP/1.1 without a Host. */
export const answerUnroutable = (error: unknown, request: FastifyRequest, reply: FastifyReply): void =>
  handleError(error, request, reply.headers(BARE_HEADERS))

/** What is not even HTTP, or has headers beyond Node's limit: there is no request to answer, only a socket. */
export const answerBrokenRequest = (_error: Error, socket: Socket): void => {
  if (socket.destroyed || !socket.writable) return
  const body = JSON.stringify(bodyOf('bad_request'))
  const headers = { ...BARE_HEADERS, 'content-length': Buffer.byteLength(body), connection: 'close' }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 400 Bad Request\r\n${lines.join('')}\r\n${body}`)
}
