import { FILE_ID_PATTERN, LinkAnswer } from '@gramreel/contracts/links'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import { sessionOf } from '../http/session-cookie.ts'
import type { FileRow } from '../storage/schema.ts'
import type { IssueLink } from './issue-link.ts'
import type { LinkKey } from './link-key.ts'

type Parts = { issueLink: IssueLink; key: LinkKey; file: (id: string) => Promise<FileRow> }

const tags = ['links']
const Params = Type.Object({ id: Type.String({ pattern: FILE_ID_PATTERN }) })

export const linkRoutes = (app: App, { issueLink, key, file }: Parts): void => {
  app.get(
    '/api/files/:id/link',
    {
      schema: {
        tags,
        summary: 'A short-lived address for a player',
        params: Params,
        response: { 200: LinkAnswer },
      },
    },
    async (request) => {
      const { account, grant } = sessionOf(request)
      return issueLink(await file(request.params.id), { isOwner: account.role === 'owner', grant })
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
