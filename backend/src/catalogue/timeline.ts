// The whole catalogue under a filter in two bytes an item. Read in slices, so that a large one holds up nobody, and kept until
// the catalogue changes: whoever opens the gallery then gets what is ready, or hears that he has it already.
import { createHash } from 'node:crypto'
import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FileFilter } from '@gramreel/contracts/catalogue'
import { letterOf, levelOf, shapeOf } from '@gramreel/contracts/shapes'
import { QUARTER_SECONDS, type Timeline } from '@gramreel/contracts/timeline'
import { sql } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { FileRow } from '../storage/schema.ts'
import { writeCursor } from './cursor.ts'
import type { createFileFinder } from './find-files.ts'
import type { AskedFilter } from './narrow-files.ts'
import { orderOf, type Place } from './order.ts'

/** Some 4 ms of this thread, in which it hears nobody. */
const ROWS_AT_ONCE = 2_000
/** Filters whose timelines are kept. */
const MAX_KEPT = 24
/** While news comes without end, so many parts of the time are left for others. */
const REST = 4

const pack = promisify(gzip)

/** gzip of a Timeline, and what it is known by. */
export type PackedTimeline = { body: Buffer; etag: string }
type Kept = { version: number; packed: Promise<PackedTimeline>; restsUntil: number }
type Finder = Pick<ReturnType<typeof createFileFinder>, 'inOrder'>

export const createTimelines = (database: Database, { inOrder }: Finder) => {
  const kept = new Map<string, Kept>()

  const versionNow = async (): Promise<number> => {
    const state = await database.selectFrom('catalogue_state').select('version').executeTakeFirst()
    return state?.version ?? 0
  }

  const read = async (filter: AskedFilter): Promise<Timeline> => {
    const writer = createTimelineWriter(filter.sort)
    for (let after: Place | undefined, isMore = true; isMore;) {
      const { files } = await inOrder(filter, after, ROWS_AT_ONCE)
      const rows = await files
        .select([
          'files.number',
          'files.kind',
          'files.width',
          'files.height',
          sql<number>`case when files.thumbnail_file_id is null and files.made_thumbnail is null then 0 else 1 end`.as(
            'has_picture',
          ),
          sql<number | string>`${sql.ref(`files.${orderOf(filter.sort).column}`)}`.as('key'),
        ])
        .execute()
      for (const row of rows) writer.add(row)
      const last = rows.at(-1)
      isMore = rows.length === ROWS_AT_ONCE
      after = last
      await breathe()
    }
    return writer.end()
  }

  const make = async (filter: AskedFilter): Promise<PackedTimeline> => {
    const text = JSON.stringify(await read(filter))
    const body = await pack(text)
    return { body, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` }
  }

  const begin = (filter: AskedFilter, version: number, restsUntil: number): Kept => {
    const run = async () => {
      await sleep(Math.max(0, restsUntil - performance.now()))
      const began = performance.now()
      const packed = await make(filter)
      const now = performance.now()
      entry.restsUntil = now + REST * (now - began)
      return packed
    }
    const entry: Kept = { version, restsUntil, packed: run() }
    return entry
  }

  return {
    get: async (filter: AskedFilter): Promise<PackedTimeline> => {
      const { q, kind, group, album, favourite, loose, trash, sort, deleted } = filter
      const asker = favourite === true ? filter.asker : undefined
      const key = JSON.stringify([q, kind, group, album, favourite, loose, trash, sort, deleted, asker])
      const version = await versionNow()
      const known = kept.get(key)
      kept.delete(key)
      const entry = known?.version === version ? known : begin(filter, version, known?.restsUntil ?? 0)
      kept.set(key, entry)
      // What failed is tried again by the next one.
      entry.packed.catch(() => {
        if (kept.get(key) === entry) kept.delete(key)
      })
      const [oldest] = kept.keys()
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
      return entry.packed
    },
  }
}

export type Timelines = ReturnType<typeof createTimelines>

/** Pages end at items whose number falls so, whatever stands around them: some 200 items apart. */
const FEWEST_OF_PAGE = 120
const MOST_OF_PAGE = 400
const ONE_IN = 80

/** The finalizer of MurmurHash3: neighbouring numbers, and such in even steps, fall far from each other. */
const endsPage = (number: number): boolean => {
  let hash = number | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) % ONE_IN === 0
}

type Row = Place & Pick<FileRow, 'kind' | 'width' | 'height'> & { has_picture: number }

/** Takes items in order. */
export const createTimelineWriter = (sort: FileFilter['sort']) => {
  const { isByTime } = orderOf(sort)
  const letters: string[] = []
  const times: number[] = []
  const cursors = ['']
  const counts: number[] = []
  let begin = 0
  let quarter = 0
  let previous: Row | undefined

  return {
    add: (row: Row): void => {
      const length = letters.length - begin
      const isEnd = previous !== undefined && length >= FEWEST_OF_PAGE && endsPage(previous.number)
      if (previous !== undefined && (isEnd || length === MOST_OF_PAGE)) {
        cursors.push(writeCursor(previous))
        counts.push(length)
        begin = letters.length
      }
      const thumbnail = row.has_picture === 1 ? '' : null
      letters.push(
        letterOf(levelOf(shapeOf({ kind: row.kind, width: row.width, height: row.height, thumbnail }))),
      )
      if (isByTime) {
        const now = Math.floor(Number(row.key) / QUARTER_SECONDS)
        times.push(now - quarter)
        quarter = now
      }
      previous = row
    },
    end: (): Timeline => {
      if (letters.length === 0) return { total: 0, shapes: '', times, cursors: [], counts: [] }
      counts.push(letters.length - begin)
      return { total: letters.length, shapes: letters.join(''), times, cursors, counts }
    },
  }
}
