import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { FileFilter } from '@gramreel/contracts/catalogue'
import { Timeline, TimelinePlace } from '@gramreel/contracts/timeline'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import { sessionOf } from '../http/session-cookie.ts'
import type { Catalogue } from './catalogue.ts'
import { FileParams } from './routes.ts'
import type { Timelines } from './timeline.ts'

const tags = ['catalogue']
const unpack = promisify(gunzip)

/** Without a word about gzip a client takes it, but old ones do not mean that (RFC 9110, section 12.5.3). */
const takesGzip = (accepted: string | string[] | undefined): boolean =>
  /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:\s*,|\s*$))/i.test(String(accepted ?? ''))

type Parts = { catalogue: Pick<Catalogue, 'index'>; timelines: Timelines }

export const timelineRoutes = (app: App, { catalogue, timelines }: Parts): void => {
  app.get(
    '/api/timeline',
    {
      schema: {
        tags,
        summary: 'All of the catalogue in its order: shape and time of each item, and where its pages begin',
        querystring: FileFilter,
        // Sent as it is kept, and not made anew by a serializer.
        response: { 200: Type.Unsafe<Buffer>(Timeline), 304: Type.Null() },
      },
    },
    async (request, reply) => {
      const asker = sessionOf(request).account.id
      const { body, etag } = await timelines.get({ ...request.query, asker })
      void reply.headers({
        'cache-control': 'private, no-cache',
        'content-type': 'application/json; charset=utf-8',
        vary: 'accept-encoding, cookie',
        etag,
      })
      if (request.headers['if-none-match'] === etag) return reply.code(304).send(null)
      if (!takesGzip(request.headers['accept-encoding'])) return reply.send(await unpack(body))
      return reply.header('content-encoding', 'gzip').send(body)
    },
  )

  app.get(
    '/api/timeline/:id',
    {
      schema: {
        tags,
        summary: 'Where an item stands in the timeline',
        params: FileParams,
        querystring: FileFilter,
        response: { 200: TimelinePlace },
      },
    },
    async (request) => ({
      index: await catalogue.index(request.params.id, {
        ...request.query,
        asker: sessionOf(request).account.id,
      }),
    }),
  )
}
