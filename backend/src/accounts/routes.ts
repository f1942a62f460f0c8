import { AccountChange, Credentials, SessionAnswer, SignInCode } from '@gramreel/contracts/accounts'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import { sessionOf, type SessionCookie } from '../http/session-cookie.ts'
import { toAccount, type Accounts } from './accounts.ts'
import { SESSION_SECONDS, type Sessions } from './sessions.ts'

type Parts = {
  accounts: Accounts
  sessions: Sessions
  cookie: SessionCookie
  /** Called with the token hash of each session that ended. */
  onSessionEnd: (tokenHash: string) => void
}

const tags = ['accounts']

export const accountRoutes = (app: App, { accounts, sessions, cookie, onSessionEnd }: Parts): void => {
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
    async (request, reply) => {
      const account = await accounts.signIn(request.body, request.ip)
      cookie.set(reply, await sessions.open(account.id), SESSION_SECONDS)
      return { account: toAccount(account) }
    },
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
      accounts.signInWithCode(request.body.code, request.ip, async (account) => {
        cookie.set(reply, await sessions.open(account.id), SESSION_SECONDS)
        return { account: toAccount(account) }
      }),
  )

  app.delete(
    '/api/session',
    { schema: { tags, summary: 'Sign out', response: { 204: Type.Null() } } },
    async (request, reply) => {
      const { tokenHash } = sessionOf(request)
      await sessions.revoke(tokenHash)
      onSessionEnd(tokenHash)
      cookie.clear(reply)
      return reply.code(204).send(null)
    },
  )

  app.put(
    '/api/account',
    {
      schema: {
        tags,
        summary: 'Choose name, e-mail address and password; signs other browsers out',
        body: AccountChange,
        response: { 200: SessionAnswer },
      },
    },
    async (request) => {
      const session = sessionOf(request)
      const account = await accounts.change(session.account.id, request.body)
      for (const tokenHash of await sessions.revokeOthers(session)) onSessionEnd(tokenHash)
      return { account: toAccount(account) }
    },
  )
}
