// What a guest may ask for. Every address here goes through the guard before its handler runs; an address that is to answer
// while a password is still missing says so.
import { FileItem, FilePage } from '@gramreel/contracts/catalogue'
import { Details } from '@gramreel/contracts/details'
import { REPORT_MAX_BYTES } from '@gramreel/contracts/limits'
import { FILE_ID_PATTERN, LinkAnswer } from '@gramreel/contracts/links'
import { GuestShare, SharedFileQuery, SharePassword } from '@gramreel/contracts/shares'
import { Status } from '@gramreel/contracts/status'
import { TelemetryReport } from '@gramreel/contracts/telemetry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { refusesMeasuring } from '../http/refuses-measuring.ts'
import type { App } from '../http/server.ts'
import type { FileRow } from '../storage/schema.ts'
import type { ShareContents } from './share-contents.ts'
import type { AuthoriseShare, Visit } from './share-guard.ts'
import type { SharePass } from './share-pass.ts'
import type { Shares } from './shares.ts'
import type { TryPassword } from './try-password.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the guard allowed; set on every address of a guest. */
    visit: Visit | undefined
  }
  interface FastifyContextConfig {
    /** Answered before the share's password was given. */
    whileLocked?: boolean
  }
}

/** What a link may do; see links/issue-link.ts. */
export type GuestAsker = { isOwner: false; grant: string; isViewOnly: boolean; endsAt: number | null }

type SendPicture = (row: FileRow, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

export type GuestParts = {
  authorise: AuthoriseShare
  shares: Pick<Shares, 'grantOf' | 'countView'>
  contents: ShareContents
  pass: SharePass
  tryPassword: TryPassword
  toItem: (row: FileRow, base: string) => FileItem
  sendThumbnail: SendPicture
  sendSprites: SendPicture
  details: (row: FileRow, base: string) => Promise<Details>
  sendCaptions: (
    row: FileRow,
    caption: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ) => Promise<FastifyReply>
  issueLink: (row: FileRow, asker: GuestAsker) => Promise<LinkAnswer>
  prefetch: (row: FileRow, asker: GuestAsker) => void
  workerStatus: () => Promise<Status['worker']>
  telemetry: (
    report: TelemetryReport,
    sender: { person: { share: string }; key: string; browser: string },
  ) => Promise<void>
  describeBrowser: (userAgent: string | undefined) => string
  /** The part of an address that one person commands. */
  addressKey: (ip: string) => string
}

const tags = ['for guests']
const config = { isPublic: true }
const whileLocked = { isPublic: true, whileLocked: true }
const ShareParams = Type.Object({ slug: Type.String() })
const FileId = Type.String({ pattern: FILE_ID_PATTERN })
const FileParams = Type.Object({ slug: Type.String(), id: FileId })
const CaptionParams = Type.Object({ slug: Type.String(), id: FileId, caption: FileId })

const parametersOf = ({ params }: FastifyRequest): { slug?: string; id?: string } =>
  typeof params === 'object' && params !== null ? params : {}

const visitOf = ({ visit }: FastifyRequest): Visit => {
  if (!visit) throw new Error('an address of guests without the guard')
  return visit
}

const fileOf = (request: FastifyRequest): FileRow => {
  const { file } = visitOf(request)
  if (!file) throw new Error('an address of a file without its id')
  return file
}

export const guestRoutes = async (root: App, parts: GuestParts): Promise<void> => {
  const { authorise, shares, contents, pass, tryPassword } = parts
  const itemOf = (row: FileRow, slug: string): FileItem => {
    const { group: _group, ...item } = parts.toItem(row, `/api/shares/${slug}/files`)
    return item
  }

  const askerOf = async (request: FastifyRequest): Promise<GuestAsker> => {
    const { share } = visitOf(request)
    const grant = await shares.grantOf(share)
    return { isOwner: false, grant, isViewOnly: share.downloads === 0, endsAt: share.expires_at }
  }

  await root.register(async (app: App) => {
    app.decorateRequest('visit', undefined)
    // Before anything of the request is judged: what it would be told about its form would tell that there is a share.
    app.addHook('preValidation', async (request) => {
      const { slug = '', id } = parametersOf(request)
      const wanted = { slug, id, whileLocked: request.routeOptions.config.whileLocked }
      request.visit = await authorise(wanted, request)
    })

    app.get(
      '/api/shares/:slug',
      {
        config: whileLocked,
        schema: {
          tags,
          summary: 'What is shared, and by whom',
          params: ShareParams,
          response: { 200: GuestShare },
        },
      },
      async (request, reply) => {
        const { slug, share, sharedBy, isLocked } = visitOf(request)
        if (isLocked) return { isLocked, sharedBy }
        if (request.method === 'GET' && pass.isFirstToday(request, reply, slug)) await shares.countView(share)
        const count = await contents.count(share)
        return { isLocked, sharedBy, title: share.title, count, downloads: share.downloads === 1 }
      },
    )

    app.post(
      '/api/shares/:slug/password',
      {
        config: whileLocked,
        schema: {
          tags,
          summary: 'Give the password; a cookie remembers it for this share',
          params: ShareParams,
          body: SharePassword,
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        const { slug, share } = visitOf(request)
        if (share.password_hash !== null) {
          await tryPassword(share, request.body.password, request.ip)
          pass.give(reply, slug, share)
        }
        return reply.code(204).send(null)
      },
    )

    app.get(
      '/api/shares/:slug/files',
      {
        config,
        schema: {
          tags,
          summary: 'What is in the share, a page at a time',
          params: ShareParams,
          querystring: SharedFileQuery,
          response: { 200: FilePage },
        },
      },
      async (request) => {
        const { slug, share } = visitOf(request)
        const { cursor, limit = 200 } = request.query
        const [{ rows, nextCursor }, total] = await Promise.all([
          contents.page(share, cursor, limit),
          contents.count(share),
        ])
        return { items: rows.map((row) => itemOf(row, slug)), nextCursor, total }
      },
    )

    app.get(
      '/api/shares/:slug/files/:id',
      { config, schema: { tags, summary: 'One item', params: FileParams, response: { 200: FileItem } } },
      async (request) => itemOf(fileOf(request), visitOf(request).slug),
    )

    app.get(
      '/api/shares/:slug/files/:id/thumbnail',
      { config, schema: { tags, summary: 'A small picture: JPEG, PNG or WebP', params: FileParams } },
      async (request, reply) => {
        // Not for good, as for the signed-in: what was withdrawn should not stay on somebody else's disk.
        void reply.header('cache-control', 'private, max-age=300')
        return parts.sendThumbnail(fileOf(request), request, reply)
      },
    )

    app.get(
      '/api/shares/:slug/files/:id/details',
      {
        config,
        schema: {
          tags,
          summary: 'What is known of an item beyond its line in the list',
          params: FileParams,
          response: { 200: Details },
        },
      },
      async (request) => parts.details(fileOf(request), `/api/shares/${visitOf(request).slug}/files`),
    )

    app.get(
      '/api/shares/:slug/files/:id/captions/:caption',
      { config, schema: { tags, summary: 'Captions of a film, as WebVTT', params: CaptionParams } },
      async (request, reply) => parts.sendCaptions(fileOf(request), request.params.caption, request, reply),
    )

    app.get(
      '/api/shares/:slug/files/:id/sprites',
      {
        config,
        schema: { tags, summary: 'Preview pictures of a film, on one sheet', params: FileParams },
      },
      async (request, reply) => {
        void reply.header('cache-control', 'private, max-age=300')
        return parts.sendSprites(fileOf(request), request, reply)
      },
    )

    app.get(
      '/api/shares/:slug/files/:id/link',
      {
        config,
        schema: {
          tags,
          summary: 'A short-lived address for a player; never a direct one',
          params: FileParams,
          response: { 200: LinkAnswer },
        },
      },
      async (request) => {
        const { share } = visitOf(request)
        const row = fileOf(request)
        const link = await parts.issueLink(row, await askerOf(request))
        return { ...link, next: await contents.next(share, row) }
      },
    )

    app.get(
      '/api/shares/:slug/files/:id/media',
      {
        config,
        schema: { tags, summary: 'Leads to the media of a file, by a fresh link', params: FileParams },
      },
      async (request, reply) => {
        const { url } = await parts.issueLink(fileOf(request), await askerOf(request))
        return reply.header('cache-control', 'no-store').redirect(url)
      },
    )

    app.post(
      '/api/shares/:slug/files/:id/prefetch',
      {
        config,
        schema: { tags, summary: 'Warms what is likely to be opened next', params: FileParams },
      },
      async (request, reply) => {
        parts.prefetch(fileOf(request), await askerOf(request))
        return reply.code(202).send()
      },
    )

    app.get(
      '/api/shares/:slug/status',
      {
        config,
        schema: {
          tags,
          summary: 'How the worker is doing, which may have to wake up',
          params: ShareParams,
          response: { 200: Type.Pick(Status, ['worker']) },
        },
      },
      async () => ({ worker: await parts.workerStatus() }),
    )

    app.post(
      '/api/shares/:slug/telemetry',
      {
        config,
        bodyLimit: REPORT_MAX_BYTES,
        schema: {
          tags,
          summary: 'How playback goes in a browser: figures without names',
          params: ShareParams,
          body: TelemetryReport,
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        const { share } = visitOf(request)
        const { body, headers, ip } = request
        // What somebody watches here is in the share, or he does not watch it here.
        if ('playback' in body) await contents.file(share, body.playback.cid)
        if (!refusesMeasuring(headers))
          await parts.telemetry(body, {
            person: { share: share.id },
            key: `${share.id} ${parts.addressKey(ip)}`,
            browser: parts.describeBrowser(headers['user-agent']),
          })
        return reply.code(204).send(null)
      },
    )
  })
}
