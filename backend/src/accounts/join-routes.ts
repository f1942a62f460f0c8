import {
  JoinFacts,
  JoinRequest,
  PasswordReset,
  SessionAnswer,
  SignInCode,
} from '@gramreel/contracts/accounts'
import type { App } from '../http/server.ts'
import type { SessionCookie } from '../http/session-cookie.ts'
import type { AccountParts } from './parts.ts'
import type { SignIn } from './sign-in.ts'

type Parts = Pick<AccountParts, 'invitations'> & { cookie: SessionCookie; signIn: SignIn }

const tags = ['people']
const config = { isPublic: true }

/** Where the links of invitations lead. All by POST: a chat program that looks at links uses none up, and no log has the code. */
export const joinRoutes = (app: App, { invitations, cookie, signIn }: Parts): void => {
  app.post(
    '/api/join/look',
    {
      config,
      schema: {
        tags,
        summary: 'What a one-time link is for; does not use it up',
        body: SignInCode,
        response: { 200: JoinFacts },
      },
    },
    async (request) => invitations.look(request.body.code, cookie.visitOf(request)),
  )

  app.post(
    '/api/join',
    {
      config,
      schema: {
        tags,
        summary: 'Follow an invitation; signs in',
        body: JoinRequest,
        response: { 200: SessionAnswer },
      },
    },
    async (request, reply) =>
      signIn.open(await invitations.join(request.body, cookie.visitOf(request)), request, reply),
  )

  app.post(
    '/api/join/reset',
    {
      config,
      schema: {
        tags,
        summary: 'Choose a new password by a reset link; signs in',
        body: PasswordReset,
        response: { 200: SessionAnswer },
      },
    },
    async (request, reply) => {
      const { code, password } = request.body
      const account = await invitations.choosePassword(code, password, cookie.visitOf(request))
      return signIn.open(account, request, reply)
    },
  )
}
