import type { App } from '../http/server.ts'
import { sessionOf } from '../http/session-cookie.ts'
import type { EventHub } from './event-hub.ts'

export const liveRoutes = (app: App, hub: EventHub): void => {
  app.get(
    '/api/events',
    {
      exposeHeadRoute: false,
      schema: { tags: ['live'], summary: 'Server-sent events: `catalogue`, `status`, `bots`' },
    },
    (request, reply) => {
      void reply
        .type('text/event-stream')
        // nginx holds answers back unless told not to (nginx.org, ngx_http_proxy_module, proxy_buffering).
        .header('x-accel-buffering', 'no')
        .send(hub.subscribe(sessionOf(request).tokenHash))
    },
  )
}
