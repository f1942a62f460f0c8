// Cross-site request forgery: a foreign page may make a browser send requests, but it cannot choose the Origin.
// Every browser sends Origin with each method other than GET and HEAD (Fetch standard, "append a request Origin
// header"), so a request without it, and without Sec-Fetch-Site, comes from a program such as curl. Programs carry
// no cookie against their owner's will; they are let in. The session cookie is SameSite=Lax besides.
import { PublicError } from '@gramreel/contracts/errors'
import type { FastifyRequest } from 'fastify'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

const hostOf = (origin: string): string | undefined =>
  URL.canParse(origin) ? new URL(origin).host : undefined

/** Whether the headers say that the request came from one of our own pages, or from no page at all. */
export const isOwnOrigin = (
  headers: { origin?: string | undefined; host?: string | undefined; 'sec-fetch-site'?: string | undefined },
  publicUrl: string | undefined,
): boolean => {
  const { origin, host } = headers
  if (origin !== undefined) {
    if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true
    const originHost = hostOf(origin)
    return originHost !== undefined && originHost !== '' && originHost === host?.toLowerCase()
  }
  const site = headers['sec-fetch-site']
  return site === undefined || site === 'same-origin' || site === 'none'
}

/** Throws `foreign_origin` for a state-changing request that another site's page made. */
export const refuseForeignOrigin = (request: FastifyRequest, publicUrl: string | undefined): void => {
  if (SAFE_METHODS.has(request.method)) return
  const { origin } = request.headers
  // As the browser knows us: a trusted proxy says it in X-Forwarded-Host.
  const { host } = request
  const site = request.headers['sec-fetch-site']
  const fetchSite = typeof site === 'string' ? site : undefined
  if (!isOwnOrigin({ origin, host, 'sec-fetch-site': fetchSite }, publicUrl)) {
    throw new PublicError('foreign_origin', `${request.method} from origin ${origin ?? fetchSite}`)
  }
}
