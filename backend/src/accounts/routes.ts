import { AccountChange, Credentials, SessionAnswer, SignInCode } from '@gramreel/contracts/accounts'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import { sessionOf, type SessionCookie } from '../http/session-cookie.ts'
import { toAccount } from './accounts.ts'
import { browserRoutes } from './browser-routes.ts'
import { joinRoutes } from './join-routes.ts'
import type { AccountParts } from './parts.ts'
import { peopleRoutes } from './people-routes.ts'
import { createSignIn } from './sign-in.ts'

type Parts = AccountParts & { cookie: SessionCookie; publicUrl: string | undefined }

const tags = ['accounts']

export const accountRoutes = (app: App, parts: Parts): void => {
  const { accounts, sessions, cookie } = parts
  const signIn = createSignIn(parts)

  app.get(
    '/api/session',
    { schema: { tags, summary: 'Who is signed in', response: { 200: SessionAnswer } } },
    async (request) => ({ account: toAccount(sessionOf(request).account) }),
  )

  app.post(
    '/api/session',
    {
      config: { isPublic: true },
      schema: { tags, summary: 'Sign in', body: Credentials, response: { 200: SessionAnswer } },
    },
    async (request, reply) =>
      signIn.open(await accounts.signIn(request.body, cookie.visitOf(request)), request, reply),
  )

  app.post(
    '/api/session/code',
    {
      config: { isPublic: true },
      schema: {
        tags,
        summary: 'Sign in as the owner with the one-time code that the start printed',
        body: SignInCode,
        response: { 200: SessionAnswer },
      },
    },
    async (request, reply) =>
      accounts.signInWithCode(request.body.code, cookie.visitOf(request), (account) =>
        signIn.open(account, request, reply),
      ),
  )

  app.delete(
    '/api/session',
    { schema: { tags, summary: 'Sign out', response: { 204: Type.Null() } } },
    async (request, reply) => {
      await sessions.end(sessionOf(request))
      cookie.clear(reply)
      return reply.code(204).send(null)
    },
  )

  app.put(
    '/api/account',
    {
      schema: {
        tags,
        summary: 'Change name, e-mail address or password; a new password signs other browsers out',
        body: AccountChange,
        response: { 200: SessionAnswer },
      },
    },
    async (request, reply) => {
      const session = sessionOf(request)
      const account = await accounts.change(session, request.body)
      if (request.body.password !== undefined) {
        await sessions.endOthers(session)
        await signIn.remember(account, request, reply)
      }
      return { account: toAccount(account) }
    },
  )

  browserRoutes(app, parts)
  peopleRoutes(app, parts)
  joinRoutes(app, { ...parts, signIn })
}
