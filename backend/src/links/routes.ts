import { FileFilter } from '@gramreel/contracts/catalogue'
import { FILE_ID_PATTERN, LinkAnswer } from '@gramreel/contracts/links'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import { sessionOf } from '../http/session-cookie.ts'
import type { FileRow } from '../storage/schema.ts'
import type { Asker, IssueLink } from './issue-link.ts'
import type { LinkKey } from './link-key.ts'
import type { Prefetch } from './prefetch.ts'

type Parts = {
  issueLink: IssueLink
  prefetch: Prefetch
  key: LinkKey
  file: (id: string) => Promise<FileRow>
  /** What comes after it in the gallery. */
  next: (row: FileRow, filter: FileFilter & { asker: string }) => Promise<string | undefined>
}

/** `direct=never`: a link to a worker, for what can read no other (scripts of the page). */
const LinkQuery = Type.Object(
  { ...FileFilter.properties, direct: Type.Optional(Type.Literal('never')) },
  { additionalProperties: false },
)

const tags = ['links']
const Params = Type.Object({ id: Type.String({ pattern: FILE_ID_PATTERN }) })

const askerOf = (request: FastifyRequest): Asker => {
  const { account, grant } = sessionOf(request)
  return { isOwner: account.role === 'owner', grant }
}

export const linkRoutes = (app: App, { issueLink, prefetch, key, file, next }: Parts): void => {
  app.get(
    '/api/files/:id/link',
    {
      schema: {
        tags,
        summary: 'A short-lived address for a player',
        params: Params,
        querystring: LinkQuery,
        response: { 200: LinkAnswer },
      },
    },
    async (request) => {
      const { direct, ...filter } = request.query
      const row = await file(request.params.id)
      const asker = askerOf(request)
      const link = await issueLink(row, { ...asker, isOwner: asker.isOwner && direct !== 'never' })
      const after = await next(row, { ...filter, asker: sessionOf(request).account.id })
      return { ...link, next: after === undefined ? [] : [after] }
    },
  )

  // Where /v/{id} leads without a service worker. Never to a direct address, which would put the bot token into the browser's
  // history.
  app.get(
    '/api/files/:id/media',
    { schema: { tags, summary: 'Leads to the media of a file, by a fresh link', params: Params } },
    async (request, reply) => {
      const { url } = await issueLink(await file(request.params.id), {
        ...askerOf(request),
        isOwner: false,
      })
      return reply.header('cache-control', 'no-store').redirect(url)
    },
  )

  app.post(
    '/api/files/:id/prefetch',
    {
      schema: {
        tags,
        summary: 'Warms the beginning and the end of a file, which is likely to be opened next',
        params: Params,
      },
    },
    async (request, reply) => {
      prefetch(await file(request.params.id), askerOf(request))
      return reply.code(202).send()
    },
  )

  app.get(
    '/.well-known/jwks.json',
    {
      config: { isPublic: true },
      schema: { tags, summary: 'The public key with which workers verify links (RFC 7517)' },
    },
    async (_request, reply) => {
      void reply.header('cache-control', 'public, max-age=60')
      return key.jwks
    },
  )
}
