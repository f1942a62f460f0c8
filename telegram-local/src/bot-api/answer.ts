// What a Bot API method answers. Error texts are those of https://github.com/tdlib/telegram-bot-api
export type ErrorParameters = { retry_after?: number }

/** An answer {ok: false}; the message is Telegram's description, prefix included. */
export class BotApiError extends Error {
  readonly code: number
  readonly parameters: ErrorParameters | undefined
  constructor(code: number, description: string, parameters?: ErrorParameters) {
    super(description)
    this.name = 'BotApiError'
    this.code = code
    this.parameters = parameters
  }
}

export const badRequest = (description: string) => new BotApiError(400, `Bad Request: ${description}`)
export const forbidden = (description: string) => new BotApiError(403, `Forbidden: ${description}`)
export const conflict = (description: string) => new BotApiError(409, `Conflict: ${description}`)
export const tooManyRequests = (seconds: number) =>
  new BotApiError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds })

/** A result that Telegram sends with a sentence beside it (setWebhook, deleteWebhook). */
export class Described {
  readonly result: unknown
  readonly description: string
  constructor(result: unknown, description: string) {
    this.result = result
    this.description = description
  }
}

export type Envelope = { status: number; body: Record<string, unknown>; retryAfter?: number }

export function okEnvelope(result: unknown): Envelope {
  return result instanceof Described
    ? { status: 200, body: { ok: true, result: result.result, description: result.description } }
    : { status: 200, body: { ok: true, result } }
}

export function errorEnvelope({ code, message, parameters }: BotApiError): Envelope {
  return {
    status: code,
    body: { ok: false, error_code: code, description: message, ...(parameters && { parameters }) },
    ...(parameters?.retry_after !== undefined && { retryAfter: parameters.retry_after }),
  }
}
