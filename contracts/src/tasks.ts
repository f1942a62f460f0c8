// A task is how the backend asks a worker for something other than a stream. Its token is signed with the link key and
// checked by the same rules as a link, but is of another type, so that neither is ever taken for the other (RFC 8725,
// section 3.11). What is asked for stands in the claims, so a token that leaks asks for that and nothing else. It travels in
// `Authorization: Bearer`, never in an address.
import { Type, type Static } from 'typebox'
import { LINK_ISSUER, LinkFile } from './links.ts'

export const TASK_TYPE = 'task+jwt'
/** Seconds a task's token lives at most: it is used at once. */
export const TASK_LIFETIME_SECONDS = 5 * 60

/** Messages of one question: what Telegram answers at once. */
export const TASK_MAX_MESSAGES = 100

/** Times in seconds since 1970. */
const common = {
  iss: Type.Literal(LINK_ISSUER),
  /** The worker's id. */
  aud: Type.String({ minLength: 1, maxLength: 128 }),
  jti: Type.String({ minLength: 1, maxLength: 128 }),
  iat: Type.Integer({ minimum: 0 }),
  exp: Type.Integer({ minimum: 0 }),
}
const exact = { additionalProperties: false }

/** Claims of each kind of task, by its scope. */
export const TASKS = {
  /** `GET /messages`: what stands in `count` messages of a channel from number `first` on. */
  import: Type.Object(
    {
      ...common,
      scope: Type.Literal('import'),
      chat: LinkFile.properties.chat,
      first: LinkFile.properties.msg,
      count: Type.Integer({ minimum: 1, maximum: TASK_MAX_MESSAGES }),
    },
    exact,
  ),
} as const

export type TaskScope = keyof typeof TASKS
export type TaskClaims<S extends TaskScope = TaskScope> = Static<(typeof TASKS)[S]>
/** What is asked for: the claims without those that every task has. */
export type TaskOrder<S extends TaskScope> = Omit<TaskClaims<S>, keyof typeof common | 'scope'>
