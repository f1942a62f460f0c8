import { Enrolled, WorkerReport, type WorkerFigures } from '@gramreel/contracts/enrolment'
import { Type } from 'typebox'
import type { App } from '../http/server.ts'
import type { WorkerStore } from './worker-store.ts'

const Answer = Type.Object({ allowedOrigins: Enrolled.properties.allowedOrigins })

type Parts = {
  store: Pick<WorkerStore, 'report'>
  keepFigures: (workerId: string, instance: string, figures: WorkerFigures) => Promise<void>
  /** Origins of the gallery, for that worker. */
  originsFor: (workerId: string) => Promise<string[]>
}

/** Among the signed addresses of routes.ts. */
export const reportRoutes = (app: App, { store, keepFigures, originsFor }: Parts): void => {
  app.put(
    '/api/workers/:workerId/report',
    {
      config: { isPublic: true },
      schema: {
        tags: ['workers'],
        summary: 'What the worker has sent this month and done this hour; it learns where the gallery is now',
        params: Type.Object({ workerId: Type.String({ minLength: 1, maxLength: 128 }) }),
        body: WorkerReport,
        response: { 200: Answer },
      },
    },
    async ({ params, body }) => {
      await store.report(params.workerId, body)
      if (body.figures) await keepFigures(params.workerId, body.instance, body.figures)
      return { allowedOrigins: await originsFor(params.workerId) }
    },
  )
}
