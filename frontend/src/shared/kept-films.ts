// Films that stay on this device: their bytes in the origin's private file system (https://fs.spec.whatwg.org/), what is known of
// them in IndexedDB. The page, the thread that loads them and the service worker, which throws them away, share this file.
import type { FileItem } from '@gramreel/contracts/catalogue'
import { createStore, del, get, promisifyRequest, set, values } from 'idb-keyval'

export type KeptFilm = {
  item: FileItem
  /** Bytes of it that are here; `size` of them: all. */
  received: number
  size: number
  mime: string
  /** Of the file that was begun; another one is begun anew. */
  etag: string | undefined
  isPaused: boolean
  /** Why it does not get on: a code of texts. */
  problem: string | undefined
  /** Milliseconds since 1970. */
  keptAt: number
}

const FOLDER = 'kept-films'
const CHANNEL = 'gramreel kept films'

const store = createStore('gramreel-kept-films', 'films')

export const isWhole = ({ received, size }: Pick<KeptFilm, 'received' | 'size'>): boolean => received >= size

/** Not on http beyond loopback, nor in some private windows. */
export const canKeepFilms = (): boolean => 'storage' in navigator && 'getDirectory' in navigator.storage

export const keptFilm = (id: string): Promise<KeptFilm | undefined> => get<KeptFilm>(id, store)

/** The oldest first. */
export const keptFilms = async (): Promise<KeptFilm[]> =>
  (await values<KeptFilm>(store)).toSorted((one, other) => one.keptAt - other.keptAt)

export async function addKeptFilm(film: KeptFilm): Promise<void> {
  await set(film.item.id, film, store)
  tellOfChange()
}

/** Changes one that is there; one that was removed meanwhile stays away. */
export async function changeKeptFilm(id: string, fields: Partial<KeptFilm>): Promise<void> {
  await store('readwrite', (films) => {
    const reading: IDBRequest<KeptFilm | undefined> = films.get(id)
    reading.addEventListener('success', () => {
      if (reading.result !== undefined) films.put({ ...reading.result, ...fields }, id)
    })
    return promisifyRequest(films.transaction)
  })
  tellOfChange()
}

export async function removeKeptFilm(id: string): Promise<void> {
  await del(id, store)
  tellOfChange()
  await removeBytes(id)
}

/** The folder of their bytes, each under its item's id. */
export const bytesFolder = async (): Promise<FileSystemDirectoryHandle> =>
  (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true })

/** A film that is being written cannot be removed; the thread, told of the change, lets go of it and removes it itself. */
export async function removeBytes(id: string): Promise<void> {
  await (await bytesFolder()).removeEntry(id).catch(() => undefined)
}

/** All of them, everywhere: nobody is signed in any more. */
export async function forgetKeptFilms(): Promise<void> {
  if (!canKeepFilms()) return
  const films = await keptFilms()
  await Promise.all(films.map(({ item }) => del(item.id, store)))
  tellOfChange()
  const root = await navigator.storage.getDirectory()
  await root.removeEntry(FOLDER, { recursive: true }).catch(() => undefined)
}

/** Called when any page or thread changed something. */
export function followKeptFilms(onChange: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.addEventListener('message', onChange)
  return () => channel.close()
}

function tellOfChange(): void {
  const channel = new BroadcastChannel(CHANNEL)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin
  channel.postMessage('changed')
  channel.close()
}
