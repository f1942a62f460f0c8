// The room of workers, put together: who they are, how they prove it, how they are doing, what their owner may do.
import type { WorkerFigures } from '@gramreel/contracts/enrolment'
import { SAMPLE_BYTES } from '@gramreel/contracts/worker-list'
import type { GuardedFetch } from '../http/guarded-fetch.ts'
import type { App } from '../http/server.ts'
import type { Database } from '../storage/database.ts'
import type { FileRow } from '../storage/schema.ts'
import { createEnrolment, parsePublicKey } from './enrolment.ts'
import { enrolmentRoutes } from './enrolment-routes.ts'
import { ownerRoutes } from './owner-routes.ts'
import { reportRoutes } from './report-routes.ts'
import { tryWorker, type Trial } from './try-worker.ts'
import { createWorkerItems } from './worker-items.ts'
import { createWorkerSignature } from './worker-signature.ts'
import { createWorkerStore } from './worker-store.ts'
import { openWorkers, type Workers } from './workers.ts'

type KeyParameters = { salt: string; info: string; bytes: number }

type Parts = {
  database: Database
  /** WORKER_ID and WORKER_URL. */
  named: { id: string; url: string } | undefined
  publicUrl: string | undefined
  version: string
  bots: {
    list: () => { id: number; username: string | null; state: string }[]
    readonly main: number | undefined
    deriveKey: (botId: number, parameters: KeyParameters) => Buffer | undefined
    deriveKeys: (parameters: KeyParameters) => { botId: number; key: Buffer }[]
  }
  /** Bots that can read the file. */
  botsOf: (file: Pick<FileRow, 'id'>) => Promise<readonly number[]>
  guardedFetch: GuardedFetch
  /** A link that is good for a moment, to try that worker with. */
  writeLink: (file: FileRow, worker: { id: string; url: string; botId: number | undefined }) => string
  rotateKey: () => Promise<number>
  /** What a worker did in an hour. */
  keepFigures: (workerId: string, instance: string, figures: WorkerFigures) => Promise<void>
  isWatched: () => boolean
  /** The list, or how one of them is doing, is another. */
  onChange: () => void
}

export type WorkersRoom = Workers & {
  signature: ReturnType<typeof createWorkerSignature>
  routes: (app: App) => Promise<void>
  /** Among the addresses that workers sign. */
  signedRoutes: (app: App) => void
}

export const openWorkersRoom = async (parts: Parts): Promise<WorkersRoom> => {
  const { database, named, publicUrl, bots, guardedFetch, version, onChange } = parts
  const store = createWorkerStore(database)
  const trials = new Map<string, Trial>()
  const workers = await openWorkers({
    store,
    named,
    mainBot: () => bots.main,
    botsOf: parts.botsOf,
    guardedFetch,
    isWatched: parts.isWatched,
    onChange,
  })
  const desk = createEnrolment({
    store,
    named,
    publicUrl,
    deriveKey: bots.deriveKey,
    guardedFetch,
    onChange: () => {
      onChange()
      void workers.reload().catch(() => {})
    },
  })
  const signature = createWorkerSignature({
    enrolled: async (workerId) => {
      const row = await store.byWorkerId(workerId)
      const publicKey = row && parsePublicKey(row.public_key)
      return publicKey && { publicKey, botId: row.bot_id }
    },
    keys: bots.deriveKeys,
  })

  const tryOut = async (workerId: string, origin: string): Promise<void> => {
    const worker = workers.list().find(({ id }) => id === workerId)
    if (!worker) return
    const [file] = await Promise.all([
      worker.botId === undefined ? undefined : store.sample(worker.botId, SAMPLE_BYTES),
      workers.look(),
    ])
    const link = file && parts.writeLink(file, worker)
    trials.set(workerId, await tryWorker(guardedFetch, { url: worker.url, origin, link }))
    onChange()
  }

  return {
    ...workers,
    signature,
    signedRoutes: (app) =>
      reportRoutes(app, {
        store,
        keepFigures: parts.keepFigures,
        originsFor: async (workerId) => {
          const row = await store.byWorkerId(workerId)
          return row ? desk.originsFor(row) : []
        },
      }),
    routes: async (app) => {
      await enrolmentRoutes(app, { signature, desk })
      ownerRoutes(app, {
        store,
        items: createWorkerItems({
          store,
          workers,
          named,
          problems: desk.problems,
          trials,
          botUsername: (botId) => bots.list().find(({ id }) => id === botId)?.username ?? null,
          version,
        }),
        look: () => void workers.look(),
        tryOut: (item, origin) => tryOut(item.workerId, origin),
        onChange: async () => {
          await workers.reload()
          onChange()
        },
        rotateKey: parts.rotateKey,
        publicUrl,
        version,
      })
    },
  }
}
