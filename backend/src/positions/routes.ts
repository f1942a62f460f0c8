import { PublicError } from '@gramreel/contracts/errors'
import { FILE_ID_PATTERN } from '@gramreel/contracts/links'
import { Position } from '@gramreel/contracts/positions'
import { Type } from 'typebox'
import { createBudget } from '../http/budget.ts'
import type { App } from '../http/server.ts'
import { sessionOf } from '../http/session-cookie.ts'
import type { FileRow } from '../storage/schema.ts'
import type { Positions } from './positions.ts'

/** A player writes every ten seconds, and when it is paused or left; somebody may watch on several devices. */
const BUDGET = { burst: 60, oneMoreAfterMs: 1000 }

type Parts = { positions: Positions; file: (id: string) => Promise<FileRow> }

export const positionRoutes = (app: App, { positions, file }: Parts): void => {
  const mayWrite = createBudget(BUDGET)

  app.put(
    '/api/files/:id/position',
    {
      schema: {
        tags: ['positions'],
        summary:
          'Remembers where the asker stopped watching; a place at the beginning or the end is forgotten',
        params: Type.Object({ id: Type.String({ pattern: FILE_ID_PATTERN }) }),
        body: Position,
      },
    },
    async (request, reply) => {
      const { account } = sessionOf(request)
      if (!mayWrite(account.id)) throw new PublicError('too_many_requests', 'positions')
      await positions.keep(account.id, await file(request.params.id), request.body.seconds)
      return reply.code(204).send()
    },
  )
}
