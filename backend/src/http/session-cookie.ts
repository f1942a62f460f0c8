import cookie from '@fastify/cookie'
import { PublicError } from '@gramreel/contracts/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AccountsTable } from '../storage/schema.ts'
import { isHttps } from './public-origin.ts'
import type { App } from './server.ts'

/** A signed-in browser. `grant` is the name under which its links can be withdrawn; no secret, and not made of one. */
export type Session = { tokenHash: string; grant: string; account: AccountsTable }

/** Who comes, as far as it can be known. */
export type Visit = {
  ip: string
  userAgent: string | undefined
  /** Of a browser that was signed in before, see known-browsers.ts. */
  browserToken: string | undefined
}

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
 * Over https the cookies are Secure and have the __Host- prefix, which no other host can set (RFC 6265bis, section 4.1.3).
 */
export const guardWithSessions = async (
  app: App,
  findSession: (token: string, visit: Visit) => Promise<Session | undefined>,
  publicUrl: string | undefined,
) => {
  const nameOf = (name: 'session' | 'browser', request: FastifyRequest) =>
    `${isHttps(request, publicUrl) ? '__Host-' : ''}gramreel_${name}`
  const optionsOf = (request: FastifyRequest) =>
    ({ path: '/', httpOnly: true, sameSite: 'lax', secure: isHttps(request, publicUrl) }) as const

  const visitOf = (request: FastifyRequest): Visit => ({
    ip: request.ip,
    userAgent: request.headers['user-agent'],
    browserToken: request.cookies[nameOf('browser', request)],
  })

  await app.register(cookie)
  app.decorateRequest('session', undefined)
  app.addHook('onRequest', async (request) => {
    if (!needsSession(request)) return
    const token = request.cookies[nameOf('session', request)]
    if (token !== undefined) request.session = await findSession(token, visitOf(request))
    if (!request.session) throw new PublicError('signed_out', 'no session')
    const { requires } = request.routeOptions.config
    if (mayNot(request.session, requires)) throw new PublicError('forbidden', `it takes the role ${requires}`)
  })

  return {
    visitOf,
    set: (reply: FastifyReply, name: 'session' | 'browser', token: string, maxAgeSeconds: number): void => {
      const { request } = reply
      void reply.setCookie(nameOf(name, request), token, { ...optionsOf(request), maxAge: maxAgeSeconds })
    },
    /** The session's; the browser stays known. */
    clear: (reply: FastifyReply): void => {
      const { request } = reply
      void reply.clearCookie(nameOf('session', request), optionsOf(request))
    },
  }
}

export type SessionCookie = Awaited<ReturnType<typeof guardWithSessions>>
