// Files that nobody has looked into yet are looked into one after the other, the newest first, in the background. What fails for
// the moment is tried again later, what fails for good is left as it is.
import { setTimeout as sleep } from 'node:timers/promises'
import { type ErrorCode, PublicError } from '@gramreel/contracts/errors'
import type { Database } from '../storage/database.ts'
import type { FileRow } from '../storage/schema.ts'
import type { InspectFile } from './inspect-file.ts'

const IDLE_MS = 5_000
const PAUSE_MS = 100
const LONGEST_PAUSE_MS = 60_000
/** Of one file, for as long as this process runs. */
const MAX_TRIES = 3

type Closable = { close: () => Promise<void> }

type Parts = {
  database: Database
  inspect: InspectFile
  /** Keeps a picture under this name of its content. */
  keep: (key: string, picture: Buffer) => Promise<void>
  /** Something in the gallery is other than it was. */
  onChange: () => void
  onTrouble: (error: unknown) => void
  lead: (start: () => Closable) => Closable
  isRunning: boolean
}

/** Not the file's fault. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'no_worker',
  'telegram_failed',
  'telegram_wait',
  'telegram_timeout',
  'starting',
  'busy',
])

/** The name under which the thumbnail that we made is kept. */
export const pictureKey = (row: Pick<FileRow, 'id' | 'file_unique_id'>): string =>
  `${row.id} made of ${row.file_unique_id}`

export const openInspections = ({ database, inspect, keep, onChange, onTrouble, lead, isRunning }: Parts) => {
  const tries = new Map<string, number>()

  /** Looks into it and stores what it says; the picture, if one was to be made and could be. */
  const look = async (
    row: FileRow,
    use: typeof keep = async () => {},
    makes = row.thumbnail_file_id === null,
  ): Promise<Buffer | undefined> => {
    const { facts, picture } = await inspect(row, makes)
    if (picture) await use(pictureKey(row), picture)
    await database
      .updateTable('files')
      .set({
        inspected_at: Math.floor(Date.now() / 1000),
        taken_at: facts.takenAt ?? null,
        width: row.width ?? facts.width ?? null,
        height: row.height ?? facts.height ?? null,
        duration_seconds: row.duration_seconds ?? facts.durationSeconds ?? null,
        camera: facts.camera ?? null,
        codecs: facts.codecs ?? null,
        chapters: facts.chapters ? JSON.stringify(facts.chapters) : null,
        ...(makes && { made_thumbnail: picture ? row.file_unique_id : null }),
      })
      .where('id', '=', row.id)
      // It may have been edited meanwhile.
      .where('file_unique_id', '=', row.file_unique_id)
      .execute()
    return picture
  }

  const giveUp = (row: FileRow) =>
    database
      .updateTable('files')
      .set({ inspected_at: Math.floor(Date.now() / 1000) })
      .where('id', '=', row.id)
      .execute()

  const next = () =>
    database
      .selectFrom('files')
      .selectAll()
      .where('inspected_at', 'is', null)
      .where('deleted_at', 'is', null)
      .orderBy('posted_at', 'desc')
      .limit(1)
      .executeTakeFirst()

  const start = (): Closable => {
    const stop = new AbortController()
    let failures = 0
    const pause = (ms: number) => sleep(ms, undefined, { signal: stop.signal, ref: false }).catch(() => {})

    const step = async (row: FileRow): Promise<void> => {
      try {
        // One that was looked into by an earlier version has its picture.
        await look(row, keep, row.thumbnail_file_id === null && row.made_thumbnail === null)
        failures = 0
        tries.delete(row.id)
        onChange()
      } catch (error) {
        onTrouble(error)
        const isPassing = error instanceof PublicError && PASSING.has(error.code)
        const count = (tries.get(row.id) ?? 0) + 1
        tries.set(row.id, count)
        // A worker that is away is no reason to give up; a file that one cannot read is.
        const isAway = error instanceof PublicError && error.code === 'no_worker'
        if (isPassing && (isAway || count < MAX_TRIES)) failures++
        else await giveUp(row).catch(onTrouble)
      }
    }

    const run = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        const row = await Promise.resolve(next()).catch(onTrouble)
        if (row) await step(row)
        await pause(row ? Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** Math.min(failures * 2, 10)) : IDLE_MS)
      }
    }
    const running = run()
    return {
      close: async () => {
        stop.abort()
        // What a program in there does is not waited for: nothing is lost.
        await Promise.race([running, sleep(1_000, undefined, { ref: false })])
      },
    }
  }

  const led = isRunning ? lead(start) : undefined
  return {
    /** Makes the picture of a file that Telegram has none of. Throws not_found where none can be made. */
    picture: async (row: FileRow): Promise<Buffer> => {
      const picture = row.inspected_at === null || row.made_thumbnail !== null ? await look(row) : undefined
      if (!picture) throw new PublicError('not_found', `no picture of file ${row.id}`)
      return picture
    },
    close: async () => {
      await led?.close()
    },
  }
}

export type Inspections = ReturnType<typeof openInspections>
