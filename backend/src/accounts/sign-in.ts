import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SessionAnswer } from '@gramreel/contracts/accounts'
import type { SessionCookie } from '../http/session-cookie.ts'
import type { AccountsTable } from '../storage/schema.ts'
import { toAccount } from './accounts.ts'
import { KNOWN_SECONDS } from './known-browsers.ts'
import type { AccountParts } from './parts.ts'
import { SESSION_SECONDS } from './sessions.ts'

type Parts = Pick<AccountParts, 'sessions' | 'browsers'> & { cookie: SessionCookie }

/** What every way in ends with: a session, and a browser that is known from now on. */
export const createSignIn = ({ sessions, browsers, cookie }: Parts) => {
  const remember = async (account: AccountsTable, request: FastifyRequest, reply: FastifyReply) => {
    const { browserToken } = cookie.visitOf(request)
    cookie.set(reply, 'browser', await browsers.remember(account.id, browserToken), KNOWN_SECONDS)
  }
  return {
    remember,
    open: async (
      account: AccountsTable,
      request: FastifyRequest,
      reply: FastifyReply,
    ): Promise<SessionAnswer> => {
      const token = await sessions.open(account.id, cookie.visitOf(request))
      cookie.set(reply, 'session', token, SESSION_SECONDS)
      await remember(account, request, reply)
      return { account: toAccount(account) }
    },
  }
}

export type SignIn = ReturnType<typeof createSignIn>
