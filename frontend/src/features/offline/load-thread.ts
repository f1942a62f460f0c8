// The thread that loads films onto this device, one at a time, the oldest first; of all tabs only one of them does. It ends itself
// when nothing is left to do.
import {
  bytesFolder,
  changeKeptFilm,
  followKeptFilms,
  isWhole,
  keptFilm,
  keptFilms,
  removeBytes,
  type KeptFilm,
} from '../../shared/kept-films.ts'
import { LoadFailure, loadFilm, type OpenFile } from './load-film.ts'
import { readWorkerLink } from './read-worker-link.ts'

const LOCK = 'gramreel kept films'
const RETRY_MS = [1000, 4000, 15_000, 60_000]

/** Not in the types of pages, since only threads have it. */
type SyncFile = OpenFile & { close(): void }
type SyncHandle = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncFile> }

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const nextFilm = async (): Promise<KeptFilm | undefined> =>
  (await keptFilms()).find((film) => !isWhole(film) && !film.isPaused && film.problem === undefined)

/** Aborts when the film is removed or paused, here or in another tab. */
function wantedUntil(id: string): { signal: AbortSignal; stop: () => void } {
  const left = new AbortController()
  const look = async () => {
    const film = await keptFilm(id)
    if (film === undefined || film.isPaused) left.abort(new Error('not wanted any more'))
  }
  const stop = followKeptFilms(() => {
    void look()
  })
  return { signal: left.signal, stop }
}

async function load({ item, received, size, mime, etag }: KeptFilm): Promise<void> {
  const { id } = item
  const wanted = wantedUntil(id)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see SyncHandle
  const handle = (await (await bytesFolder()).getFileHandle(id, { create: true })) as SyncHandle
  const file = await handle.createSyncAccessHandle()
  try {
    const done = await loadFilm({
      file,
      begun: { received, size, mime, etag },
      readLink: () => readWorkerLink(id),
      fetchRange: (url, first, signal) =>
        fetch(url, { headers: { range: `bytes=${first}-` }, credentials: 'omit', signal }),
      onProgress: (progress) => changeKeptFilm(id, progress),
      signal: wanted.signal,
    })
    await changeKeptFilm(id, done)
  } finally {
    wanted.stop()
    file.close()
    if ((await keptFilm(id)) === undefined) await removeBytes(id)
  }
}

/** Trouble on the way is waited out; what no waiting mends is told. */
async function loadPatiently(film: KeptFilm): Promise<void> {
  for (const wait of [0, ...RETRY_MS, undefined]) {
    if (wait !== undefined) await pause(wait)
    const now = await keptFilm(film.item.id)
    if (now === undefined || now.isPaused) return
    try {
      return await load(now)
    } catch (error) {
      const still = await keptFilm(film.item.id)
      if (still === undefined || still.isPaused) return
      const code = error instanceof LoadFailure ? error.code : 'unreachable'
      const passes = code === 'unreachable' || code === 'worker_failed'
      if (wait === undefined || !passes) {
        await changeKeptFilm(film.item.id, { problem: code })
        return
      }
      // Something came since: the waits begin anew with the next film in turn, this one first.
      if (still.received > now.received) return
    }
  }
}

async function loadAll(): Promise<void> {
  for (let film = await nextFilm(); film !== undefined; film = await nextFilm()) await loadPatiently(film)
}

void navigator.locks.request(LOCK, loadAll).finally(() => close())
