import { PublicError } from '@gramreel/contracts/errors'
import type { App } from './server.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/**
 * Remembers every route from now on. The function given back is called after the last one: it makes each known
 * address answer the methods it lacks with 405 and Allow (RFC 9110, section 15.5.6) instead of 404.
 */
export const watchMethods = (app: App): (() => void) => {
  const known = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const methods = known.get(url) ?? new Set()
    for (const name of [method].flat()) methods.add(name)
    known.set(url, methods)
  })
  return () => {
    for (const [url, methods] of Array.from(known)) {
      if (url.includes('*') || url.startsWith('/api/docs')) continue
      const allow = [...methods].toSorted().join(', ')
      const others = METHODS.filter((method) => !methods.has(method))
      if (others.length === 0) continue
      app.route({
        url,
        method: others,
        config: { isPublic: true },
        schema: { hide: true },
        handler: (request, reply) => {
          void reply.header('allow', allow)
          throw new PublicError('method_not_allowed', `${request.method} ${url}`)
        },
      })
    }
  }
}
