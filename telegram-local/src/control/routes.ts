// The control API of CONTRACT.md, below /control: makes files and trouble, and tells what went over the wire.
import type { FastifyInstance, FastifyError } from 'fastify'
import type { Fault, Faults } from '../faults.ts'
import type { DuplicateWatch } from '../mtproto/duplicates.ts'
import type { Caller } from '../mtproto/service.ts'
import type { World } from '../world.ts'
import { ControlError, invalid } from './control-error.ts'
import { readFileId } from '../bot-api/file-ids.ts'
import { readJsonOnly } from '../bot-api/bodies.ts'
import { refusal } from './guard.ts'
import { invalidWords } from './invalid-words.ts'
import { messageRoutes } from './message-routes.ts'
import { peopleRoutes } from './people-routes.ts'
import { duplicatesSchema, faultSchema, signOutSchema } from './schemas.ts'
import type { ControlStats } from './stats.ts'

export type ControlOptions = {
  world: World
  faults: Faults
  duplicates: DuplicateWatch
  stats(): ControlStats
  /** Everybody with an authorisation key who spoke to this process. */
  callers(): Caller[]
}

export function controlRoutes(app: FastifyInstance, options: ControlOptions): void {
  const { world, faults, duplicates } = options

  void app.register(
    (control: FastifyInstance, _options: object, done: () => void) => {
      readJsonOnly(control)
      control.addHook('onRequest', async ({ raw }) => {
        const reason = refusal(raw)
        if (reason !== undefined) throw new ControlError(403, 'forbidden', reason)
      })
      control.setErrorHandler<FastifyError>(async (error, _request, reply) => {
        const status = error.statusCode ?? 500
        const code =
          error instanceof ControlError ? error.code : status < 500 ? 'invalid_request' : 'internal'
        const message = error.validation
          ? invalidWords(error.validationContext, error.validation)
          : error.message
        return reply.code(status).send({ error: { code, message } })
      })
      control.setNotFoundHandler(() => {
        throw new ControlError(404, 'not_found', 'the control API has no such address')
      })

      messageRoutes(control, world)
      peopleRoutes(control, world)
      control.post<{ Body: Fault }>('/faults', { schema: { body: faultSchema } }, ({ body }) => {
        if (body.fault === 'file-migrate' && !world.dcIds.includes(body.dc ?? 0)) {
          throw invalid(`file-migrate needs dc, one of ${world.dcIds.join(', ')}`)
        }
        const file = body.fileId === undefined ? undefined : readFileId(body.fileId)
        if (body.fileId !== undefined && !file) throw invalid('fileId is no file_id')
        faults.add(file ? { ...body, mediaId: String(file.id) } : body)
        return { faults: faults.list() }
      })
      control.get('/faults', () => ({ faults: faults.list() }))
      control.delete('/faults', () => {
        faults.clear()
        return { faults: [] }
      })
      control.post<{ Body: Pick<DuplicateWatch, 'detect'> }>(
        '/duplicates',
        { schema: { body: duplicatesSchema } },
        ({ body: { detect } }) => {
          duplicates.detect = detect
          return duplicates
        },
      )
      control.get('/stats', () => options.stats())
      control.post<{ Body: { user?: number; dc?: number } }>(
        '/sign-out',
        { schema: { body: signOutSchema } },
        ({ body: { user = world.defaultBot.id, dc } }) => {
          const callers = options
            .callers()
            .filter(({ userId, dcId }) => userId === user && (dc === undefined || dcId === dc))
          for (const caller of callers) caller.userId = undefined
          return { signedOut: callers.length }
        },
      )
      done()
    },
    { prefix: '/control' },
  )
}
