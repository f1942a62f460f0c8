import { BrowserList, IdParams } from '@gramreel/contracts/accounts'
import { PublicError } from '@gramreel/contracts/errors'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import { sessionOf, type SessionCookie } from '../http/session-cookie.ts'
import type { AccountParts } from './parts.ts'

type Parts = Pick<AccountParts, 'sessions' | 'browsers'> & { cookie: SessionCookie }

const tags = ['accounts']

/** Where one is signed in, and how to end that. */
export const browserRoutes = (app: App, { sessions, browsers, cookie }: Parts): void => {
  app.get(
    '/api/account/browsers',
    { schema: { tags, summary: 'The browsers you are signed in with', response: { 200: BrowserList } } },
    async (request) => ({ browsers: await sessions.list(sessionOf(request)) }),
  )

  app.delete(
    '/api/account/browsers',
    { schema: { tags, summary: 'Sign out everywhere, here too', response: { 204: Type.Null() } } },
    async (request, reply) => {
      const { account } = sessionOf(request)
      await sessions.endEverywhere(account.id, (within) => browsers.forgetAll(account.id, within))
      cookie.clear(reply)
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/api/account/browsers/:id',
    {
      schema: {
        tags,
        summary: 'Sign one of your browsers out',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { account, grant } = sessionOf(request)
      const { id } = request.params
      if (!(await sessions.endById(account.id, id)))
        throw new PublicError('not_found', 'no such browser of this account')
      if (id === grant) cookie.clear(reply)
      return reply.code(204).send(null)
    },
  )
}
