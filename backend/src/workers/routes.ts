// What workers ask for. No session of a browser opens these addresses: each request is signed (worker-signature.ts).
import { PublicError } from '@gramreel/contracts/errors'
import { Findings } from '@gramreel/contracts/findings'
import {
  LeasedSession,
  LeaseHolder,
  SaveSession,
  TakeSession,
  WithdrawnGrants,
  WithdrawnQuery,
} from '@gramreel/contracts/workers'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import type { SavedSessions } from './saved-sessions.ts'
import { checkSignature, takeBodiesAsBytes } from './signed-request.ts'
import type { SignedBy, WorkerSignature } from './worker-signature.ts'

type Parts = {
  signature: WorkerSignature
  sessions: SavedSessions
  withdrawn: (since: number) => Promise<WithdrawnGrants>
  /** More that workers ask for, signed like all the rest. */
  also: (app: App) => void
  takeFindings: (findings: Findings['findings'], botIds: readonly number[]) => Promise<void>
}

const tags = ['workers']
const config = { isPublic: true }
const Worker = Type.Object({ workerId: Type.String({ minLength: 1, maxLength: 128 }) })
const Slot = Type.Object({ ...Worker.properties, slot: LeasedSession.properties.slot })

const leased = () => new PublicError('session_leased', 'the lease is another’s')

export const workerRoutes = async (
  root: App,
  { signature, sessions, withdrawn, takeFindings, also }: Parts,
): Promise<void> => {
  const signers = new WeakMap<FastifyRequest, SignedBy>()
  await root.register(async (app: App) => {
    takeBodiesAsBytes(app)
    app.addHook('preValidation', async (request) => {
      signers.set(request, await checkSignature(request, signature))
    })

    also(app)

    app.post(
      '/api/workers/:workerId/session',
      {
        config,
        schema: {
          tags,
          summary: 'Take a Telegram session that no other instance uses, or a place for a new one',
          params: Worker,
          body: TakeSession,
          response: { 200: LeasedSession },
        },
      },
      async ({ params, body }) => {
        const lease = await sessions.take(params.workerId, body)
        if (!lease) throw leased()
        return lease
      },
    )

    app.put(
      '/api/workers/:workerId/session/:slot',
      {
        config,
        schema: {
          tags,
          summary: 'Save the session; for the holder of its lease',
          params: Slot,
          querystring: LeaseHolder,
          body: SaveSession,
          response: { 204: Type.Null() },
        },
      },
      async ({ params, query, body }, reply) => {
        if (!(await sessions.save({ ...params, ...query }, body.session))) throw leased()
        return reply.code(204).send(null)
      },
    )

    const lease = { params: Slot, querystring: LeaseHolder, response: { 204: Type.Null() } }
    app.put(
      '/api/workers/:workerId/session/:slot/lease',
      { config, schema: { tags, summary: 'Renew the lease', ...lease } },
      async ({ params, query }, reply) => {
        if (!(await sessions.renew({ ...params, ...query }))) throw leased()
        return reply.code(204).send(null)
      },
    )
    app.delete(
      '/api/workers/:workerId/session/:slot/lease',
      { config, schema: { tags, summary: 'Give the lease back', ...lease } },
      async ({ params, query }, reply) => {
        await sessions.release({ ...params, ...query })
        return reply.code(204).send(null)
      },
    )

    app.get(
      '/api/workers/:workerId/withdrawn',
      {
        config,
        schema: {
          tags,
          summary: 'Whose access was withdrawn, oldest first, a page at a time',
          params: Worker,
          querystring: WithdrawnQuery,
          response: { 200: WithdrawnGrants },
        },
      },
      async ({ query }) => withdrawn(query.since ?? 0),
    )

    app.post(
      '/api/workers/:workerId/findings',
      {
        config,
        schema: {
          tags,
          summary: 'What the worker found out about files: deleted, or of another size or type',
          params: Worker,
          body: Findings,
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        await takeFindings(request.body.findings, signers.get(request)?.botIds ?? [])
        return reply.code(204).send(null)
      },
    )
  })
}
