import { REPORT_MAX_BYTES } from '@gramreel/contracts/limits'
import { TelemetryReport } from '@gramreel/contracts/telemetry'
import { Type } from 'typebox'
import { refusesMeasuring } from '../http/refuses-measuring.ts'
import type { App } from '../http/server.ts'
import { sessionOf } from '../http/session-cookie.ts'
import type { Telemetry } from './telemetry.ts'

type Parts = {
  telemetry: Pick<Telemetry, 'take'>
  describeBrowser: (userAgent: string | undefined) => string
}

/** Guests have an address of their own among those of their share. */
export const telemetryRoutes = (app: App, { telemetry, describeBrowser }: Parts): void => {
  app.post(
    '/api/telemetry',
    {
      bodyLimit: REPORT_MAX_BYTES,
      schema: {
        tags: ['statistics'],
        summary: 'How playback goes in a browser: figures without names',
        body: TelemetryReport,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { account } = sessionOf(request)
      if (!refusesMeasuring(request.headers))
        await telemetry.take(request.body, {
          person: { account: account.id },
          key: account.id,
          browser: describeBrowser(request.headers['user-agent']),
        })
      return reply.code(204).send(null)
    },
  )
}
