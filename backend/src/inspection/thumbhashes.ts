// Thumbhashes: of every small picture that passes by on its way to somebody, and in the background of all others, the newest
// first. Pictures that are not kept here are fetched with a pause after each, so that the Bot API is left to the people.
import { setTimeout as sleep } from 'node:timers/promises'
import { PublicError } from '@gramreel/contracts/errors'
import { sql } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { FileRow } from '../storage/schema.ts'
import { hashPictures } from './hash-pictures.ts'

const BATCH = 16
/** Waiting to be hashed; more pass by unhashed, and come again. */
const MAX_WAITING = 64
const MAX_PICTURE_BYTES = 512 * 1024
const PAUSE_MS = { hashed: 250, fetched: 1_000, idle: 20_000 }

type Closable = { close: () => Promise<void> }

type Parts = {
  database: Database
  /** The small picture of a file; throws where there is none. */
  picture: (row: FileRow) => Promise<Buffer>
  /** It need not be fetched. */
  isKept: (row: FileRow) => Promise<boolean>
  onTrouble: (error: unknown) => void
  lead: (start: () => Closable) => Closable
  isRunning: boolean
  pauseMs?: typeof PAUSE_MS
}

type Seen = { row: FileRow; picture: Buffer }

export const openThumbhashes = (parts: Parts) => {
  const { database, picture, isKept, onTrouble, lead, isRunning, pauseMs = PAUSE_MS } = parts
  const waiting = new Map<string, Seen>()
  const stop = new AbortController()
  let draining: Promise<void> | undefined
  const pause = (ms: number) => sleep(ms, undefined, { signal: stop.signal, ref: false }).catch(() => {})

  /** '' stands for: there is none, and there will be none. */
  const store = async ({ id, file_unique_id }: FileRow, thumbhash: string): Promise<void> => {
    await database
      .updateTable('files')
      .set({ thumbhash })
      .where('id', '=', id)
      .where('file_unique_id', '=', file_unique_id)
      .execute()
  }

  const hash = async (seen: readonly Seen[]): Promise<void> => {
    if (seen.length === 0) return
    const hashes = await hashPictures(seen.map((one) => one.picture))
    for (const [i, { row }] of seen.entries()) await store(row, hashes[i] ?? '')
  }

  const drain = async (): Promise<void> => {
    await pause(pauseMs.hashed)
    while (waiting.size > 0 && !stop.signal.aborted) {
      const batch = [...waiting.values()].slice(0, BATCH)
      for (const { row } of batch) waiting.delete(row.id)
      await hash(batch).catch(onTrouble)
      await pause(pauseMs.hashed)
    }
  }

  type Place = Pick<FileRow, 'posted_at' | 'number'>

  const after = (place: Place | undefined) =>
    database
      .selectFrom('files')
      .selectAll()
      .where('thumbhash', 'is', null)
      .where('deleted_at', 'is', null)
      .where((files) =>
        files.or([files('thumbnail_file_id', 'is not', null), files('made_thumbnail', 'is not', null)]),
      )
      .$if(place !== undefined, (files) =>
        files.where(sql<boolean>`(posted_at, number) < (${place?.posted_at ?? 0}, ${place?.number ?? 0})`),
      )
      .orderBy('posted_at', 'desc')
      .orderBy('number', 'desc')
      .limit(BATCH)
      .execute()

  /** Undefined: never, which is noted. */
  const fetch = async (row: FileRow): Promise<Seen | 'later' | undefined> => {
    try {
      const wasKept = await isKept(row)
      const seen = { row, picture: await picture(row) }
      if (!wasKept) await pause(pauseMs.fetched)
      return seen
    } catch (error) {
      const isForGood = error instanceof PublicError && error.code === 'not_found'
      if (isForGood) await store(row, '')
      else await pause(pauseMs.fetched)
      return isForGood ? undefined : 'later'
    }
  }

  /** All of them, once. False where some are to be tried again. */
  const walk = async ({ signal }: AbortController): Promise<boolean> => {
    let place: Place | undefined
    let isDone = true
    do {
      const rows = await after(place)
      place = rows.at(-1)
      const seen: Seen[] = []
      for (const row of rows) {
        const one = signal.aborted ? 'later' : await fetch(row)
        if (one === 'later') isDone = false
        else if (one) seen.push(one)
      }
      await hash(seen)
      await pause(pauseMs.hashed)
    } while (place && !signal.aborted)
    return isDone
  }

  /** Another whenever a picture may have come (migrations/28-order.ts). */
  const versionNow = async (): Promise<number> =>
    (await database.selectFrom('catalogue_state').select('version').executeTakeFirst())?.version ?? 0

  /** What has no picture is looked through each time, so it is not done for nothing. */
  const walkOn = async (over: AbortController): Promise<void> => {
    let doneAt = -1
    const walkIfNew = async () => {
      const version = await versionNow()
      if (version !== doneAt) doneAt = (await walk(over)) ? version : -1
    }
    while (!over.signal.aborted) {
      await walkIfNew().catch(onTrouble)
      await sleep(pauseMs.idle, undefined, { signal: over.signal, ref: false }).catch(() => {})
    }
  }

  const start = (): Closable => {
    const over = new AbortController()
    const walking = walkOn(over)
    return {
      close: async () => {
        over.abort()
        await Promise.race([walking, sleep(1_000, undefined, { ref: false })])
      },
    }
  }

  const led = isRunning ? lead(start) : undefined
  return {
    /** A file's small picture passed by. */
    note: (row: FileRow, bytes: Buffer): void => {
      const isWanted = isRunning && row.thumbhash === null && bytes.length <= MAX_PICTURE_BYTES
      if (!isWanted || waiting.size >= MAX_WAITING || stop.signal.aborted) return
      waiting.set(row.id, { row, picture: bytes })
      draining ??= drain().finally(() => (draining = undefined))
    },
    close: async () => {
      stop.abort()
      await led?.close()
      await Promise.race([draining, sleep(1_000, undefined, { ref: false })])
    },
  }
}

export type Thumbhashes = ReturnType<typeof openThumbhashes>
