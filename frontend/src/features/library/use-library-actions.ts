// What can be done with items, one or many: shown at once, said in a message, taken back when it fails.
import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { ApiError, type FailureCode } from '../../shared/api.ts'
import { refreshCatalogue } from '../../shared/catalogue.ts'
import { formatCount } from '../../shared/format.ts'
import { libraryFailure, libraryTexts as texts } from '../../shared/library-texts.ts'
import { texts as shared } from '../../shared/texts.ts'
import { showToast } from '../../shared/toast.ts'
import { albumsQuery } from './albums-query.ts'
import { changeAlbum, restore, setFavourite, takeOutOfAlbum, trash } from './library-calls.ts'
import { showWhile, type Pending } from './pending.ts'

/** So many requests at once. */
const AT_ONCE = 6

export const codeOf = (error: unknown): FailureCode => (error instanceof ApiError ? error.code : 'internal')

/** What a message says of so many items. */
const said = (ids: readonly string[], say: (count: number, words: string) => string): string =>
  say(ids.length, formatCount(ids.length))

const eachOf = async (ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> => {
  const left = [...ids]
  const next = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) await work(id)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
}

export function useLibraryActions() {
  const client = useQueryClient()
  return useMemo(() => {
    const refresh = () => {
      void refreshCatalogue().catch(() => undefined)
      void client.invalidateQueries({ queryKey: ['file'] })
      void client.invalidateQueries({ queryKey: albumsQuery.queryKey })
    }

    /** True when it was done; else it is as before, and says why. */
    const attempt = async (
      ids: readonly string[],
      change: Pending,
      failed: string,
      work: () => Promise<unknown>,
    ): Promise<boolean> => {
      try {
        await showWhile(ids, change, work)
        return true
      } catch (error) {
        showToast(libraryFailure(failed, codeOf(error)), { isUrgent: true })
        return false
      } finally {
        refresh()
      }
    }

    const restoreFiles = async (ids: readonly string[]): Promise<boolean> => {
      const isDone = await attempt(ids, { isTrashed: false }, texts.failed.restore, () => restore(ids))
      if (isDone) showToast(said(ids, texts.done.restored))
      return isDone
    }

    return {
      refresh,
      restore: restoreFiles,
      trash: async (ids: readonly string[]): Promise<boolean> => {
        // At once, and before the answer: whoever mistook wants it back.
        const work = trash(ids)
        const undo = () => void work.then(() => restoreFiles(ids)).catch(() => undefined)
        showToast(said(ids, texts.done.trashed), { action: { label: shared.undo, run: undo } })
        return attempt(ids, { isTrashed: true }, texts.failed.trash, () => work)
      },
      /** Says so where it is not to be seen: of many. */
      favourite: async (ids: readonly string[], isFavourite: boolean): Promise<boolean> => {
        const isDone = await attempt(ids, { isFavourite }, texts.failed.favourite, () =>
          eachOf(ids, (id) => setFavourite(id, isFavourite)),
        )
        if (isDone && ids.length > 1)
          showToast(said(ids, isFavourite ? texts.done.marked : texts.done.unmarked))
        return isDone
      },
      /** An album's picture; the one before is offered back. */
      cover: async (album: string, id: string): Promise<void> => {
        const put = (file: string | null) =>
          attempt([], {}, texts.failed.album, () => changeAlbum(album, { cover: file }))
        const albums = await client.fetchQuery(albumsQuery).catch(() => [])
        const before = albums.find((one) => one.id === album)?.coverFile ?? null
        if (await put(id))
          showToast(texts.done.cover, { action: { label: shared.undo, run: () => void put(before) } })
      },
      takeOut: async (album: string, ids: readonly string[]): Promise<boolean> => {
        const isDone = await attempt(ids, {}, texts.failed.album, () => takeOutOfAlbum(album, ids))
        if (isDone) showToast(said(ids, texts.done.takenOut))
        return isDone
      },
    }
  }, [client])
}
