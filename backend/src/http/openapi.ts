import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { Type } from 'typebox'
import type { App } from './server.ts'

const ErrorAnswer = Type.Object({ error: Type.Object({ code: Type.String(), message: Type.String() }) })

/** What every address of the API has in common: it needs a session unless it is public, and fails in one form. */
const addWhatIsCommon = (app: App): void => {
  app.addHook('onRoute', ({ url, schema, config }) => {
    if (!url.startsWith('/api/') || schema === undefined || schema.hide) return
    const own = typeof schema.response === 'object' ? schema.response : {}
    schema.response = { ...own, '4xx': ErrorAnswer, '5xx': ErrorAnswer }
    if (!config?.isPublic) schema.security = [{ session: [] }]
  })
}

/** The document at /api/openapi.json and its pages at /api/docs. Call before the first route. */
export const describeApi = async (app: App, version: string): Promise<void> => {
  addWhatIsCommon(app)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Gramreel',
        version,
        description: 'The backend: sign-in, the catalogue, links for players, and how the parts are doing.',
      },
      components: {
        securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'gramreel_session' } },
      },
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    // Swagger UI sets styles inline; this looser policy stands on its own pages alone.
    staticCSP:
      "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; object-src 'none'",
  })
}

/** Call after describeApi, and after watchMethods. */
export const openApiRoute = (app: App): void => {
  app.get('/api/openapi.json', { config: { isPublic: true }, schema: { hide: true } }, async () =>
    app.swagger(),
  )
}
