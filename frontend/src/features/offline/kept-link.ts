import type { LinkAnswer } from '@gramreel/contracts/links'
import { bytesFolder, isWhole, keptFilm } from '../../shared/kept-films.ts'

/** Object URLs by item, made once: each holds its file until the page is left. */
const urls = new Map<string, string>()

const FOR_GOOD = new Date(8.64e15).toISOString()

/** The address of a film that is on this device in full; undefined for all others. It needs no network, and no service worker. */
export async function keptLink(id: string): Promise<LinkAnswer | undefined> {
  try {
    const film = await keptFilm(id)
    if (film === undefined || !isWhole(film)) return undefined
    const file = await (await (await bytesFolder()).getFileHandle(id)).getFile()
    if (file.size !== film.size) return undefined
    const url = urls.get(id) ?? URL.createObjectURL(file.slice(0, file.size, film.mime))
    urls.set(id, url)
    const { name } = film.item
    return { kind: 'direct', url, expiresAt: FOR_GOOD, mime: film.mime, size: film.size, name }
  } catch {
    return undefined
  }
}
