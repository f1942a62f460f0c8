// What the owner does with workers.
import { PublicError } from '@gramreel/contracts/errors'
import {
  NewLinkKey,
  NewWorker,
  WorkerChange,
  WorkerInvitation,
  WorkerItem,
  WorkerList,
} from '@gramreel/contracts/worker-list'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import type { WorkerStore } from './worker-store.ts'

type Parts = {
  store: Pick<WorkerStore, 'invite' | 'change' | 'remove'>
  items: () => Promise<WorkerItem[]>
  /** Wakes and asks all, without anybody waiting for it. */
  look: () => void
  /** Reads from it as a page of `origin` would. */
  tryOut: (item: WorkerItem & { workerId: string }, origin: string) => Promise<void>
  /** Workers came, went, or have another name. */
  onChange: () => Promise<void>
  rotateKey: () => Promise<number>
  publicUrl: string | undefined
  version: string
}

const tags = ['workers']
const config = { requires: 'owner' } as const
const Id = Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }) })

const unknown = () => new PublicError('not_found', 'no such worker')

export const ownerRoutes = (app: App, parts: Parts): void => {
  const { store, items, look, tryOut, onChange, rotateKey, publicUrl, version } = parts

  /** Where the owner sees the gallery; refuseForeignOrigin has found his Origin to be ours. */
  const originOf = ({ headers, protocol, host }: FastifyRequest): string =>
    publicUrl ?? headers.origin ?? `${protocol}://${host}`

  app.get(
    '/api/workers',
    {
      config,
      schema: { tags, summary: 'All workers and how they are doing', response: { 200: WorkerList } },
    },
    async () => {
      look()
      return { workers: await items(), version }
    },
  )

  app.post(
    '/api/workers',
    {
      config,
      schema: {
        tags,
        summary: 'A one-time code for a worker, good for a day',
        body: NewWorker,
        response: { 200: WorkerInvitation },
      },
    },
    async (request) => {
      const { id, code, expiresAt } = await store.invite(request.body.name, originOf(request))
      await onChange()
      return { id, code, expiresAt: new Date(expiresAt * 1000).toISOString() }
    },
  )

  app.patch(
    '/api/workers/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Rename a worker, or say how much its host lets it send',
        params: Id,
        body: WorkerChange,
        response: { 204: Type.Null() },
      },
    },
    async ({ params, body }, reply) => {
      if (!(await store.change(params.id, body))) throw unknown()
      await onChange()
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/api/workers/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Remove a worker: no more links, and nothing it asks is answered',
        params: Id,
        response: { 204: Type.Null() },
      },
    },
    async ({ params }, reply) => {
      if (!(await store.remove(params.id))) throw unknown()
      await onChange()
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/workers/:id/checks',
    {
      config,
      schema: {
        tags,
        summary: 'Read a MiB of a real file through a worker, as the gallery would',
        params: Id,
        response: { 200: WorkerItem },
      },
    },
    async (request) => {
      const find = async () => (await items()).find(({ id }) => id === request.params.id)
      const item = await find()
      if (!item || item.workerId === null) throw unknown()
      await tryOut({ ...item, workerId: item.workerId }, originOf(request))
      return (await find()) ?? item
    },
  )

  app.post(
    '/api/workers/keys',
    {
      config,
      schema: {
        tags,
        summary: 'A new key for links; what plays goes on playing',
        response: { 200: NewLinkKey },
      },
    },
    async () => ({ signsFrom: new Date((await rotateKey()) * 1000).toISOString() }),
  )
}
