import type { Album, AlbumChange, AlbumFiles, AlbumList, NewAlbum } from '@gramreel/contracts/albums'
import type { DeleteAnswer, DeleteFiles } from '@gramreel/contracts/library'
import { call } from '../../shared/api.ts'

const at = (album: string) => `/api/albums/${encodeURIComponent(album)}`

export const setFavourite = (id: string, isFavourite: boolean): Promise<void> =>
  call(`/api/favourites/${encodeURIComponent(id)}`, { method: isFavourite ? 'PUT' : 'DELETE' })

export const readAlbums = async (signal?: AbortSignal): Promise<Album[]> =>
  (await call<AlbumList>('/api/albums', { signal })).albums
export const makeAlbum = (body: NewAlbum): Promise<Album> => call('/api/albums', { method: 'POST', body })
export const changeAlbum = (id: string, body: AlbumChange): Promise<Album> =>
  call(at(id), { method: 'PATCH', body })
export const removeAlbum = (id: string): Promise<void> => call(at(id), { method: 'DELETE' })
export const changeAlbumFiles = (id: string, body: AlbumFiles): Promise<Album> =>
  call(`${at(id)}/files`, { method: 'POST', body })

/** What the contract lets one request name. */
const AT_ONCE = 1000

const partsOf = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_none, n) =>
    ids.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
  )

/** For any number of items, one request after the other. */
const inParts = async (ids: readonly string[], send: (part: string[]) => Promise<unknown>): Promise<void> => {
  for (const part of partsOf(ids)) await send(part)
}

export const trash = (ids: readonly string[]): Promise<void> =>
  inParts(ids, (files) => call('/api/trash', { method: 'POST', body: { files } }))
export const restore = (ids: readonly string[]): Promise<void> =>
  inParts(ids, (files) => call('/api/trash/restore', { method: 'POST', body: { files } }))
export const addToAlbum = (album: string, ids: readonly string[]): Promise<void> =>
  inParts(ids, (add) => changeAlbumFiles(album, { add }))
export const takeOutOfAlbum = (album: string, ids: readonly string[]): Promise<void> =>
  inParts(ids, (remove) => changeAlbumFiles(album, { remove }))

/** Telegram itself: the next one would fare no better. */
const isOfAll = ({ reason }: DeleteAnswer['failed'][number]): boolean =>
  reason === 'wait' || reason === 'unreachable'

/** Asks until nothing is left to be tried, or Telegram wants to be left alone. */
export async function deleteForGood(
  what: readonly string[] | 'all',
): Promise<Pick<DeleteAnswer, 'deleted' | 'failed'>> {
  const whole: Pick<DeleteAnswer, 'deleted' | 'failed'> = { deleted: 0, failed: [] }
  const bodies: DeleteFiles[] = what === 'all' ? [{ all: true }] : partsOf(what).map((files) => ({ files }))
  for (const body of bodies) {
    for (let after: string | null | undefined; after !== null;) {
      const answer: DeleteAnswer = await call('/api/trash/delete', {
        method: 'POST',
        body: { ...body, ...(after !== undefined && { after }) },
      })
      whole.deleted += answer.deleted
      whole.failed.push(...answer.failed)
      if (answer.failed.some(isOfAll)) return whole
      after = answer.next
    }
  }
  return whole
}
