import type { App } from '../http/server.ts'
import { uploadRoutes } from './routes.ts'
import { createUploadLimits } from './upload-limits.ts'
import { createUploads, type UploadParts } from './uploads.ts'
import { createUploadsAtWorkers } from './uploads-at-workers.ts'
import { workerUploadRoutes } from './worker-routes.ts'
import type { PostedFile } from '../storage/schema.ts'

type Parts = Omit<UploadParts, 'limits' | 'now'> & {
  save: (files: PostedFile[]) => Promise<void>
  onPosted: () => void
  onTrouble: (error: unknown) => void
  /** Seconds since 1970. */
  now?: () => number
}

const SWEEP_EVERY_MS = 3600 * 1000

/** Uploads of people and of workers; forgets abandoned ones at once and every hour, until closed. */
export const openUploads = (parts: Parts) => {
  const now = parts.now ?? (() => Math.floor(Date.now() / 1000))
  const limits = createUploadLimits(parts.database, now)
  const uploads = createUploads({ ...parts, limits, now })
  const atWorkers = createUploadsAtWorkers({
    ...parts,
    now,
    bringBack: async (id) => {
      const item = await parts.findItem(id)
      if (item?.trashedAt !== undefined) await parts.restore(id)
      return item !== undefined
    },
  })
  let sweeping = Promise.resolve()
  const sweep = () => void (sweeping = uploads.sweep().catch(parts.onTrouble))
  sweep()
  const timer = setInterval(sweep, SWEEP_EVERY_MS).unref()
  return {
    routes: (app: App) => uploadRoutes(app, { uploads, limits }),
    workerRoutes: (app: App) => workerUploadRoutes(app, atWorkers),
    close: async () => {
      clearInterval(timer)
      await sweeping
    },
  }
}
