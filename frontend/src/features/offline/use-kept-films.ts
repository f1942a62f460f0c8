import { useEffect, useSyncExternalStore } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import {
  addKeptFilm,
  changeKeptFilm,
  followKeptFilms,
  keptFilms,
  removeKeptFilm,
  type KeptFilm,
} from '../../shared/kept-films.ts'
import { markKeptFilms } from '../../shared/kept-mark.ts'
import { startLoading } from './start-loading.ts'

let films: readonly KeptFilm[] | undefined
const listeners = new Set<() => void>()

async function look(): Promise<void> {
  films = await keptFilms().catch(() => [])
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  const stop = listeners.size === 0 ? followKeptFilms(() => void look()) : undefined
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    stop?.()
  }
}

/** The films of this device, the oldest first; undefined while that is being looked up. */
export function useKeptFilms(): readonly KeptFilm[] | undefined {
  useEffect(() => void look(), [])
  return useSyncExternalStore(subscribe, () => films)
}

/** Begins to load an item onto this device. */
export async function keep(item: FileItem): Promise<void> {
  // What the browser is asked not to throw away when room gets short; it may say no.
  void navigator.storage.persist().catch(() => false)
  markKeptFilms()
  await addKeptFilm({
    item,
    received: 0,
    size: item.size,
    mime: item.mime,
    etag: undefined,
    isPaused: false,
    problem: undefined,
    keptAt: Date.now(),
  })
  await look()
  startLoading()
}

export async function pause({ item }: KeptFilm): Promise<void> {
  await changeKeptFilm(item.id, { isPaused: true })
  await look()
}

/** After a pause, and after trouble. */
export async function goOn({ item }: KeptFilm): Promise<void> {
  await changeKeptFilm(item.id, { isPaused: false, problem: undefined })
  await look()
  startLoading()
}

export async function remove({ item }: KeptFilm): Promise<void> {
  await removeKeptFilm(item.id)
  await look()
}
