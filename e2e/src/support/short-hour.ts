// The product with an hour of some seconds: a film, a worker that forgives nothing, and a line to it that is watched.
import { startFilmOnShow, type FilmOnShow } from './film-on-show.ts'
import { openLine, type WatchedLine } from './watched-line.ts'

/** A link's life. */
export const HOUR_MS = 3000
/** What a playback may pause and go on with an expired link; fifteen minutes else. */
export const PAUSE_MS = 1000
/** After so long without reading, nothing can be had by the old link. */
export const OVER_MS = HOUR_MS + PAUSE_MS + 1000

export type ShortHour = FilmOnShow & { line: WatchedLine }

/** `bytes`: of the film; more than a browser reads ahead, where that matters. */
export async function startShortHour(bytes: number, hourMs = HOUR_MS): Promise<ShortHour> {
  const line = await openLine()
  const shown = await startFilmOnShow({
    bytes,
    workerUrl: line.url,
    backendEnv: { DIRECT_LINKS: 'never', LINK_LIFETIME_SECONDS: `${hourMs / 1000}` },
    worker: {
      cacheMemoryMb: 64,
      withdrawnPollMs: 300,
      clockSkewSeconds: 0,
      playbackPauseSeconds: PAUSE_MS / 1000,
    },
  })
  line.workerUrl = shown.worker.url
  return {
    ...shown,
    line,
    async close() {
      await shown.close()
      await line.close()
    },
  }
}
