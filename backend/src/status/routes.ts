import { Status } from '@gramreel/contracts/status'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'

const Health = Type.Object({ status: Type.Literal('ok'), version: Type.String() })

type Parts = { version: string; status: () => Promise<Status> }

export const statusRoutes = (app: App, { version, status }: Parts): void => {
  app.get(
    '/health',
    {
      config: { isPublic: true },
      schema: { tags: ['status'], summary: 'This process is alive', response: { 200: Health } },
    },
    async () => ({ status: 'ok' as const, version }),
  )

  app.get(
    '/api/status',
    { schema: { tags: ['status'], summary: 'How bot and worker are doing', response: { 200: Status } } },
    status,
  )
}
