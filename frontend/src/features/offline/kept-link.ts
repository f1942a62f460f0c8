import type { LinkAnswer } from '@gramreel/contracts/links'
import { whenForgotten } from '../../shared/session.ts'
import { bytesFolder, isWhole, keptFilm } from '../../shared/kept-films.ts'

/** Object URLs by item, made once for each time that it was loaded: one of a file that was removed reads nothing any more. */
const urls = new Map<string, { url: string; keptAt: number }>()

function forget(id: string): void {
  URL.revokeObjectURL(urls.get(id)?.url ?? '')
  urls.delete(id)
}
whenForgotten.add(() => {
  for (const id of urls.keys()) forget(id)
})

function urlOf(id: string, file: Blob, keptAt: number): string {
  const known = urls.get(id)
  if (known?.keptAt === keptAt) return known.url
  forget(id)
  const url = URL.createObjectURL(file)
  urls.set(id, { url, keptAt })
  return url
}

const FOR_GOOD = new Date(8.64e15).toISOString()

/** The address of a film that is on this device in full; undefined for all others. It needs no network, and no service worker. */
export async function keptLink(id: string): Promise<LinkAnswer | undefined> {
  try {
    const film = await keptFilm(id)
    if (film === undefined || !isWhole(film)) return undefined
    const file = await (await (await bytesFolder()).getFileHandle(id)).getFile()
    if (file.size !== film.size) return undefined
    const url = urlOf(id, file.slice(0, file.size, film.mime), film.keptAt)
    const { name } = film.item
    return { kind: 'direct', url, expiresAt: FOR_GOOD, mime: film.mime, size: film.size, name }
  } catch {
    return undefined
  }
}
