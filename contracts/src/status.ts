import { Type, type Static } from 'typebox'

/** Answer of a worker's `GET /health`. */
export const WorkerHealth = Type.Object({
  status: Type.Union([Type.Literal('ok'), Type.Literal('degraded'), Type.Literal('stopping')]),
  version: Type.String(),
  telegram: Type.Union([
    Type.Literal('connected'),
    Type.Literal('connecting'),
    Type.Literal('waiting'),
    Type.Literal('refused'),
  ]),
  /** So busy that new viewers are refused; absent: not so. */
  isFull: Type.Optional(Type.Boolean()),
})
export type WorkerHealth = Static<typeof WorkerHealth>

/**
 * Answer of the backend's `GET /api/status`: which part is missing, in words. `none`: not configured;
 * `refused`: Telegram does not accept the bot token; `waking`: the worker's host answers in its place, as Render does for
 * about a minute while it starts a service that slept. Of several workers, the state of the one that is best.
 */
export const Status = Type.Object({
  bot: Type.Object({
    state: Type.Union([
      Type.Literal('ok'),
      Type.Literal('connecting'),
      Type.Literal('unreachable'),
      Type.Literal('refused'),
      Type.Literal('none'),
    ]),
    username: Type.Union([Type.String(), Type.Null()]),
  }),
  worker: Type.Object({
    state: Type.Union([
      Type.Literal('ok'),
      Type.Literal('connecting'),
      Type.Literal('waking'),
      Type.Literal('unreachable'),
      Type.Literal('none'),
    ]),
  }),
})
export type Status = Static<typeof Status>
