import cookie from '@fastify/cookie'
import { PublicError } from '@gramreel/contracts/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AccountsTable } from '../storage/schema.ts'
import type { App } from './server.ts'

/** A signed-in browser. `grant` is the name under which its links can be withdrawn; no secret, and not made of one. */
export type Session = { tokenHash: string; grant: string; account: AccountsTable }

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set on every address that needs a session. */
    session: Session | undefined
  }
}

/** The session of a request to an address that needs one. */
export const sessionOf = (request: FastifyRequest): Session => {
  if (!request.session) throw new PublicError('signed_out', 'no session')
  return request.session
}

// By the route that matched, not by the text of the URL: the router also takes /%61pi/files for /api/files.
const needsSession = ({ routeOptions: { url, config } }: FastifyRequest): boolean =>
  url !== undefined && url.startsWith('/api/') && !url.startsWith('/api/docs') && !config.isPublic

const RANKS = { viewer: 0, member: 1, owner: 2 }

const mayNot = ({ account }: Session, requires: 'owner' | 'member' | undefined): boolean =>
  requires !== undefined && RANKS[account.role] < RANKS[requires]

/**
 * Every /api/ address asks for a session unless its route says `config: { isPublic: true }`, and for more than any
 * session where it says `config: { requires: 'owner' }`.
 * Over https the cookie is Secure and has the __Host- prefix, which no other host can set (RFC 6265bis, section 4.1.3).
 */
export const guardWithSessions = async (
  app: App,
  findSession: (token: string) => Promise<Session | undefined>,
  publicUrl: string | undefined,
) => {
  const isSecure = publicUrl?.startsWith('https:') ?? false
  const name = isSecure ? '__Host-gramreel_session' : 'gramreel_session'
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure } as const

  await app.register(cookie)
  app.decorateRequest('session', undefined)
  app.addHook('onRequest', async (request) => {
    if (!needsSession(request)) return
    const token = request.cookies[name]
    if (token !== undefined) request.session = await findSession(token)
    if (!request.session) throw new PublicError('signed_out', 'no session')
    const { requires } = request.routeOptions.config
    if (mayNot(request.session, requires)) throw new PublicError('forbidden', `it takes the role ${requires}`)
  })

  return {
    set: (reply: FastifyReply, token: string, maxAgeSeconds: number): void => {
      void reply.setCookie(name, token, { ...options, maxAge: maxAgeSeconds })
    },
    clear: (reply: FastifyReply): void => {
      void reply.clearCookie(name, options)
    },
  }
}

export type SessionCookie = Awaited<ReturnType<typeof guardWithSessions>>
