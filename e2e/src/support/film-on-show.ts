// The product with one large film in it and a worker in this process.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileItem } from '@gramreel/contracts/catalogue'
import type { Worker, WorkerConfig } from '@gramreel/worker'
import { signIn, type ApiClient } from './api-client.ts'
import { freePort } from './free-port.ts'
import { makeLargeFilms } from './make-film.ts'
import { startProduct, type Product } from './product.ts'
import { startWorkerHere } from './worker-here.ts'

export type FilmOnShow = {
  product: Product
  worker: Worker
  api: ApiClient
  film: FileItem & { path: string; seconds: number }
  close(): Promise<void>
}

export type FilmOnShowOptions = {
  /** Of the film, at least. */
  bytes: number
  name?: string
  worker?: Partial<WorkerConfig>
  /** Where browsers reach the worker; itself when left out. */
  workerUrl?: string
  backendEnv?: Record<string, string>
}

export async function startFilmOnShow({
  bytes,
  name = 'Film.mp4',
  worker: config = {},
  workerUrl,
  backendEnv = {},
}: FilmOnShowOptions): Promise<FilmOnShow> {
  const folder = await mkdtemp(join(tmpdir(), 'gramreel film '))
  const path = join(folder, name)
  const port = await freePort()
  const [seconds, product] = await Promise.all([
    makeLargeFilms(bytes, { indexFirst: path, indexLast: join(folder, 'other.mp4') }),
    startProduct({
      worker: false,
      backendEnv: { WORKER_URL: workerUrl ?? `http://127.0.0.1:${port}`, ...backendEnv },
    }),
  ])
  const worker = await startWorkerHere(product, { port, ...config })
  await worker.signedIn
  const api = await signIn(product)
  await product.control('files', { path, name, duration: seconds })
  const film = { ...(await api.find(name)), path, seconds }
  return {
    product,
    worker,
    api,
    film,
    async close() {
      await worker.close()
      await product.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
