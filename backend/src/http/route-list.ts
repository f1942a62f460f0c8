import type { FastifySchema } from 'fastify'
import type { App } from './server.ts'

/** One address with one method, and what was said about it where it is made. */
export type RouteFacts = {
  method: string
  url: string
  isPublic: boolean
  requires: 'owner' | 'member' | undefined
  schema: FastifySchema | undefined
}

/** Fills with every route from now on: the attacks' tests go through it, so that none is forgotten. */
export const listRoutes = (app: App): readonly RouteFacts[] => {
  const routes: RouteFacts[] = []
  app.addHook('onRoute', ({ method, url, config, schema }) => {
    const { isPublic = false, requires } = config ?? {}
    for (const name of [method].flat()) routes.push({ method: name, url, isPublic, requires, schema })
  })
  return routes
}
