// The product with an hour of some seconds: a film, a worker that forgives nothing, and a line to it that is watched.
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWorker } from '@gramreel/worker'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { signIn, type ApiClient } from './api-client.ts'
import { makeLargeFilms } from './make-film.ts'
import { startProduct, type Product } from './product.ts'
import { openLine, type WatchedLine } from './watched-line.ts'

/** A link's life. */
export const HOUR_MS = 3000
/** What a playback may pause and go on with an expired link; fifteen minutes else. */
export const PAUSE_MS = 1000
/** After so long without reading, nothing can be had by the old link. */
export const OVER_MS = HOUR_MS + PAUSE_MS + 1000

export type ShortHour = {
  product: Product
  api: ApiClient
  line: WatchedLine
  film: FileItem & { path: string; seconds: number }
  close(): Promise<void>
}

/** `bytes`: of the film; more than a browser reads ahead, where that matters. */
export async function startShortHour(bytes: number, hourMs = HOUR_MS): Promise<ShortHour> {
  const folder = await mkdtemp(join(tmpdir(), 'gramreel hour '))
  const path = join(folder, 'Film.mp4')
  const line = await openLine()
  const [seconds, product] = await Promise.all([
    makeLargeFilms(bytes, { indexFirst: path, indexLast: join(folder, 'other.mp4') }),
    startProduct({
      worker: false,
      backendEnv: {
        WORKER_URL: line.url,
        DIRECT_LINKS: 'never',
        LINK_LIFETIME_SECONDS: `${hourMs / 1000}`,
      },
    }),
  ])
  const { telegram, galleryUrl, dataDir } = product
  const worker = await createWorker({
    host: '127.0.0.1',
    port: 0,
    workerId: 'worker-1',
    linkKeys: undefined,
    backendUrl: galleryUrl,
    apiId: telegram.apiId,
    apiHash: telegram.apiHash,
    botToken: telegram.botToken,
    dataDir: join(dataDir, 'worker'),
    dcs: Object.entries(telegram.dcs).map(([id, address]) => {
      const { hostname, port } = new URL(`http://${address}`)
      return { id: Number(id), host: hostname, port: Number(port) }
    }),
    telegramPublicKey: readFileSync(telegram.publicKey, 'utf8'),
    allowedOrigins: [galleryUrl],
    cacheMemoryMb: 64,
    withdrawnPollMs: 300,
    clockSkewSeconds: 0,
    playbackPauseSeconds: PAUSE_MS / 1000,
  })
  line.workerUrl = worker.url
  await worker.signedIn
  const api = await signIn(product)
  await product.control('files', { path, name: 'Film.mp4', caption: 'Film', duration: seconds })
  const film = { ...(await api.find('Film')), path, seconds }
  return {
    product,
    api,
    line,
    film,
    async close() {
      await worker.close()
      await product.close()
      await line.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
