// A worker in this process, so that a test may set what no setting of the program sets.
import { join } from 'node:path'
import { createWorker, type Worker, type WorkerConfig } from '@gramreel/worker'
import type { Product } from './product.ts'
import { telegramConfig } from './telegram-settings.ts'

/** The worker-1 of a product that was started without one. */
export const startWorkerHere = (
  { telegram, galleryUrl, dataDir }: Pick<Product, 'telegram' | 'galleryUrl' | 'dataDir'>,
  config: Partial<WorkerConfig> = {},
): Promise<Worker> =>
  createWorker({
    host: '127.0.0.1',
    port: 0,
    workerId: 'worker-1',
    linkKeys: undefined,
    backendUrl: galleryUrl,
    ...telegramConfig(telegram),
    dataDir: join(dataDir, 'worker'),
    allowedOrigins: [galleryUrl],
    cacheMemoryMb: 32,
    ...config,
  })
