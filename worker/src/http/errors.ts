// Error -> response, in one place.
import { ERRORS, type ErrorBody, type ErrorCode, PublicError } from '@gramreel/contracts/errors'

export type ErrorAnswer = {
  code: ErrorCode
  status: number
  body: ErrorBody
  headers: Record<string, string>
}

/** Trouble that time mends: a request may be held, and asked again. (telegram_failed has been tried often enough.) */
export function isTransient(error: unknown): boolean {
  return (
    error instanceof PublicError &&
    ['starting', 'telegram_wait', 'telegram_timeout', 'busy'].includes(error.code)
  )
}

/** What the person is told. `retryAfterSeconds` goes with every 503. */
export function answerError(error: unknown, retryAfterSeconds = 5): ErrorAnswer {
  const code = codeOf(error)
  const { status, message } = ERRORS[code]
  return {
    code,
    status,
    body: { error: { code, message } },
    headers: {
      'cache-control': 'no-store',
      ...(status === 503 ? { 'retry-after': String(Math.max(1, retryAfterSeconds)) } : {}),
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
  }
}

/** Errors that Fastify itself makes carry a status. */
function codeOf(error: unknown): ErrorCode {
  if (error instanceof PublicError) return error.code
  const status = typeof error === 'object' && error !== null ? Number(Reflect.get(error, 'statusCode')) : 500
  if (status === 404) return 'not_found'
  if (status === 413) return 'payload_too_large'
  if (status === 415) return 'unsupported_media_type'
  return status >= 400 && status < 500 ? 'bad_request' : 'internal'
}

/** The chain of reasons, for the log. */
export function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}: ${detailOf(error.cause)}`
}
