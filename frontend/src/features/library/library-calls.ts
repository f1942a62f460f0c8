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

/** For any number of items, one request after the other. */
const inParts = async (ids: readonly string[], send: (part: string[]) => Promise<unknown>): Promise<void> => {
  for (let from = 0; from < ids.length; from += AT_ONCE) await send(ids.slice(from, from + AT_ONCE))
}

export const trash = (ids: readonly string[]): Promise<void> =>
  inParts(ids, (files) => call('/api/trash', { method: 'POST', body: { files } }))
export const restore = (ids: readonly string[]): Promise<void> =>
  inParts(ids, (files) => call('/api/trash/restore', { method: 'POST', body: { files } }))
export const addToAlbum = (album: string, ids: readonly string[]): Promise<void> =>
  inParts(ids, (add) => changeAlbumFiles(album, { add }))
export const takeOutOfAlbum = (album: string, ids: readonly string[]): Promise<void> =>
  inParts(ids, (remove) => changeAlbumFiles(album, { remove }))

/** Asks until nothing is left to be tried, or nothing more can be deleted. */
export async function deleteForGood(body: DeleteFiles): Promise<DeleteAnswer> {
  const whole: DeleteAnswer = { deleted: 0, failed: [], left: 0 }
  for (;;) {
    const answer = await call<DeleteAnswer>('/api/trash/delete', { method: 'POST', body })
    whole.deleted += answer.deleted
    whole.failed = answer.failed
    whole.left = answer.left
    if (answer.left === 0 || answer.deleted === 0) return whole
  }
}
