// Preview pictures are made for films that somebody opened (docs/adr/0029), one film after the other, the one opened last
// first, slowly: after each piece that is read, as long a rest. What fails for now is asked for again by the next who opens it.
import { setTimeout as sleep } from 'node:timers/promises'
import { PublicError } from '@gramreel/contracts/errors'
import type { Picture, ThumbnailCache } from '../catalogue/thumbnail-cache.ts'
import { parseSprites, type StoredSprites } from '../details/stored.ts'
import type { Database } from '../storage/database.ts'
import type { FileRow } from '../storage/schema.ts'
import { createByteSource, OverBudget, type ReadRange } from './byte-source.ts'
import { makeSprites, spriteMaxBytes } from './make-sprites.ts'

const MAX_WAITING = 50
const MAX_REMEMBERED = 1_000
/** After a failure that was not the film's. */
const AGAIN_AFTER_MS = 10 * 60_000
const LONGEST_REST_MS = 5_000

type Parts = {
  database: Database
  thumbnails: ThumbnailCache
  /** Reads a file's bytes; rejects with a PublicError. */
  open: (row: FileRow) => ReadRange
  /** Undefined: there are none. */
  ffmpeg: string | undefined
  /** Some are there that were not before. */
  onMade: () => void
  onTrouble: (error: unknown) => void
  isRunning: boolean
}

/** Those that are at hand; `areComing`: they are not, and will be soon unless it fails. */
export type FoundSprites = { stored: StoredSprites | undefined; areComing: boolean }

const keyOf = ({ id, file_unique_id }: FileRow): string => `${id} sprites of ${file_unique_id}`

export const openSprites = (parts: Parts) => {
  const { database, thumbnails, open, ffmpeg, onMade, onTrouble, isRunning } = parts
  const waiting = new Map<string, FileRow>()
  const failedAt = new Map<string, number>()
  const stop = new AbortController()
  let current: string | undefined
  let running: Promise<void> | undefined

  const slowly =
    (read: ReadRange): ReadRange =>
    async (start, end) => {
      stop.signal.throwIfAborted()
      const began = performance.now()
      const bytes = await read(start, end)
      const rest = Math.min(LONGEST_REST_MS, performance.now() - began)
      await sleep(rest, undefined, { signal: stop.signal, ref: false })
      return bytes
    }

  const store = async ({ id, file_unique_id }: FileRow, sprites: string): Promise<void> => {
    await database
      .updateTable('files')
      .set({ sprites })
      .where('id', '=', id)
      .where('file_unique_id', '=', file_unique_id)
      .execute()
  }

  /** '' stands for: there are none, and there will be none. */
  const make = async (row: FileRow, program: string): Promise<void> => {
    const source = createByteSource(row.size, spriteMaxBytes(row.size), slowly(open(row)))
    const made = await makeSprites(source, program).catch((error: unknown) => {
      if (error instanceof OverBudget) return undefined
      throw error
    })
    if (made) {
      await thumbnails.get(keyOf(row), async () => made.sheet)
      // On a full disk it would be made again for everybody who opens the film (R19).
      if (!(await thumbnails.has(keyOf(row)))) throw new Error('the sheet cannot be kept')
    }
    await store(row, made ? JSON.stringify(made.sprites) : '')
    if (made) onMade()
  }

  const work = async (program: string): Promise<void> => {
    for (;;) {
      const row = [...waiting.values()].at(-1)
      if (!row || stop.signal.aborted) return
      waiting.delete(row.id)
      current = row.id
      await make(row, program).catch((error: unknown) => {
        failedAt.delete(row.id)
        failedAt.set(row.id, Date.now())
        const [oldest] = failedAt.keys()
        if (failedAt.size > MAX_REMEMBERED && oldest !== undefined) failedAt.delete(oldest)
        if (!stop.signal.aborted) onTrouble(error)
      })
      current = undefined
    }
  }

  /** They are made, or wait for their turn. */
  const areComing = ({ id }: FileRow): boolean => current === id || waiting.has(id)

  const ask = (row: FileRow): void => {
    const isFilm = row.kind === 'video' && row.size > 0 && row.deleted_at === null
    const isTooSoon = Date.now() - (failedAt.get(row.id) ?? -Infinity) < AGAIN_AFTER_MS
    if (!isRunning || ffmpeg === undefined || !isFilm || isTooSoon || current === row.id) return
    waiting.delete(row.id)
    waiting.set(row.id, row)
    const [oldest] = waiting.keys()
    if (waiting.size > MAX_WAITING && oldest !== undefined) waiting.delete(oldest)
    running ??= work(ffmpeg).finally(() => (running = undefined))
  }

  return {
    /** Those of a film, if they are at hand; else they are made, unless it is known that they cannot be. */
    of: async (row: FileRow): Promise<FoundSprites> => {
      const stored = parseSprites(row.sprites)
      if (stored && (await thumbnails.has(keyOf(row)))) return { stored, areComing: false }
      if (row.sprites !== '') ask(row)
      return { stored: undefined, areComing: areComing(row) }
    },

    /** The sheet. Throws not_found. */
    read: async (row: FileRow): Promise<Picture> =>
      thumbnails.get(keyOf(row), async () => {
        throw new PublicError('not_found', `no sprites of file ${row.id}`)
      }),

    forget: (row: FileRow): Promise<void> => thumbnails.forget(keyOf(row)),

    close: async () => {
      stop.abort()
      await Promise.race([running, sleep(1_000, undefined, { ref: false })])
    },
  }
}

export type SpritesOf = ReturnType<typeof openSprites>['of']
