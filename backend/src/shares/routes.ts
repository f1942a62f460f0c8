import { NewShare, Share, ShareChange, ShareList } from '@gramreel/contracts/shares'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import { sessionOf } from '../http/session-cookie.ts'
import type { Shares } from './shares.ts'

const tags = ['shares']
const config = { requires: 'member' } as const
const Params = Type.Object({ slug: Type.String() })

/** Another's share is not there, however the request looks. */
const ofMaker = (shares: Shares) => async (request: FastifyRequest) => {
  const { params } = request
  const slug: unknown =
    typeof params === 'object' && params !== null ? Reflect.get(params, 'slug') : undefined
  await shares.find(sessionOf(request).account, String(slug))
}

/** Making and keeping shares; for guests, see guest-routes.ts. */
export const shareRoutes = (app: App, shares: Shares): void => {
  const preValidation = ofMaker(shares)
  app.get(
    '/api/shares',
    {
      config,
      schema: { tags, summary: 'One’s own shares; everybody’s for the owner', response: { 200: ShareList } },
    },
    async (request) => ({ shares: await shares.list(sessionOf(request).account) }),
  )

  app.post(
    '/api/shares',
    {
      config,
      schema: {
        tags,
        summary: 'Share files, what was posted together, or an album',
        body: NewShare,
        response: { 201: Share },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await shares.create(sessionOf(request).account, request.body)),
  )

  app.patch(
    '/api/shares/:slug',
    {
      config,
      preValidation,
      schema: {
        tags,
        summary: 'Change a share; a new password and an end of downloads stop who is watching',
        params: Params,
        body: ShareChange,
        response: { 200: Share },
      },
    },
    async (request) => shares.change(sessionOf(request).account, request.params.slug, request.body),
  )

  app.delete(
    '/api/shares/:slug',
    {
      config,
      preValidation,
      schema: {
        tags,
        summary: 'End a share at once; also by its id',
        params: Params,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await shares.revoke(sessionOf(request).account, request.params.slug)
      return reply.code(204).send(null)
    },
  )
}
