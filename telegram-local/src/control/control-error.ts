/** A refusal of the control API: `{"error":{"code","message"}}`. */
export class ControlError extends Error {
  readonly statusCode: number
  readonly code: string
  constructor(statusCode: number, code: string, message: string) {
    super(message)
    this.name = 'ControlError'
    this.statusCode = statusCode
    this.code = code
  }
}

export const invalid = (message: string) => new ControlError(400, 'invalid_request', message)
export const notFound = (message: string) => new ControlError(404, 'not_found', message)
