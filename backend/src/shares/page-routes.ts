import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { errorCode } from '../error-code.ts'
import { publicOrigin } from '../http/public-origin.ts'
import type { App } from '../http/server.ts'
import type { FileRow } from '../storage/schema.ts'
import type { ShareContents } from './share-contents.ts'
import type { AuthoriseShare, Visit } from './share-guard.ts'
import { writeSharePage, type Preview } from './share-page.ts'

type Parts = {
  authorise: AuthoriseShare
  contents: ShareContents
  thumbnailPath: (row: FileRow, base: string) => string | null
  /** Where the gallery is reached, if not at the address that was asked for. */
  publicUrl: string | undefined
  /** The built page, with hints to the workers for whoever will play; rejects with ENOENT while it is not there. */
  readPage: (hasHints: boolean) => Promise<string>
  /** In its place then. */
  notBuilt: string
}

const PAGES = ['/s/:slug', '/s/:slug/f/:id'] as const
const Params = Type.Object({ slug: Type.String(), id: Type.Optional(Type.String()) })

const firstLine = (text: string): string => text.trim().split('\n', 1)[0] ?? ''

const nameOf = (row: FileRow): string => (row.kind === 'photo' && firstLine(row.caption)) || row.name

const ifMissing = (error: unknown): undefined => {
  if (errorCode(error) !== 'ENOENT') throw error
}

/** The pages of shares. No view is counted here: whoever opens one in a browser asks for more. */
export const sharePageRoutes = (app: App, parts: Parts): void => {
  const { contents, publicUrl } = parts

  const previewOf = async (
    { slug, share, sharedBy, isLocked }: Visit,
    request: FastifyRequest,
  ): Promise<Preview> => {
    const description = `Shared by ${sharedBy}`
    if (isLocked) return { title: 'Shared with you', description, image: undefined }
    const [count, { rows }] = await Promise.all([contents.count(share), contents.page(share, undefined, 1)])
    const [first] = rows
    const path = first ? parts.thumbnailPath(first, `/api/shares/${slug}/files`) : null
    const untitled = count === 1 && first ? nameOf(first) : `${count} items`
    return {
      title: share.title || untitled,
      description,
      image:
        path === null || share.password_hash !== null
          ? undefined
          : `${publicOrigin(request, publicUrl)}${path}`,
    }
  }

  for (const url of PAGES) {
    app.get(url, { schema: { hide: true, params: Params } }, async (request, reply) => {
      const { slug } = request.params
      // The same page for every reason why there is no share to show.
      const visit = await parts.authorise({ slug, whileLocked: true }, request).catch(() => undefined)
      const preview = visit && (await previewOf(visit, request))
      const index = await parts.readPage(visit !== undefined).catch(ifMissing)
      if (index === undefined) return reply.code(503).type('text/html; charset=utf-8').send(parts.notBuilt)
      return reply
        .code(visit ? 200 : 404)
        .header('cache-control', 'no-store')
        .header('x-robots-tag', 'noindex')
        .type('text/html; charset=utf-8')
        .send(writeSharePage(index, preview))
    })
  }
}
