// Which captions lie beside which film, kept with them (files.captions_of): whoever lists the gallery reads one column. Decided
// anew for what changed, in the transaction that changed it, and for all of them at each start, which mends what slipped through
// (on Postgres two that are told of at the same moment do not see each other).
import { sql } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { FileRow } from '../storage/schema.ts'
import { ARE_CAPTIONS, namedAfter } from './find-captions.ts'
import { areCaptions, readCaptionName, stemOf, stemsOf } from './name-of-captions.ts'

const ROWS_AT_ONCE = 500

const COLUMNS = [
  'id',
  'number',
  'box',
  'chat_id',
  'name',
  'kind',
  'size',
  'deleted_at',
  'trashed_at',
  'captions_of',
] as const
type Row = Pick<FileRow, (typeof COLUMNS)[number]>

/** As stemOf has it, and word for word as the index has it (migrations/32-captions.ts). */
const STEM = sql<string>`coalesce(nullif(rtrim(name, replace(name, '.', '')), ''), name || '.')`

const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

/** Films that these may belong to. One in the trash keeps its captions: both come back together. */
const filmsFor = async (within: Database, chat: string, captions: readonly Row[]): Promise<Row[]> =>
  within
    .selectFrom('files')
    .select(COLUMNS)
    .where('kind', '=', 'video')
    .where('chat_id', '=', chat)
    .where(STEM, 'in', [...new Set(captions.flatMap(({ name }) => stemsOf(name)))])
    .where('deleted_at', 'is', null)
    .execute()

/** Of several films of one name, one that is not in the trash, and the one that came first. */
const better = (one: Row, other: Row): number =>
  Number(one.trashed_at !== null) - Number(other.trashed_at !== null) || one.number - other.number

const filmOf = (captions: Row, films: ReadonlyMap<string, Row[]>): string | null =>
  stemsOf(captions.name)
    .flatMap((stem) => films.get(`${captions.box} ${stem}`) ?? [])
    .filter((film) => readCaptionName(film.name, captions.name) !== undefined)
    .toSorted(better)[0]?.id ?? null

/** What each row should say. */
const judge = async (
  within: Database,
  rows: readonly Row[],
): Promise<{ row: Row; film: string | null }[]> => {
  const judged = rows.filter((row) => !areCaptions(row)).map((row) => ({ row, film: null as string | null }))
  for (const [chat, captions] of groupBy(rows.filter(areCaptions), (row) => row.chat_id)) {
    const found = await filmsFor(within, chat, captions)
    const films = groupBy(found, (film) => `${film.box} ${stemOf(film.name)}`)
    judged.push(...captions.map((row) => ({ row, film: filmOf(row, films) })))
  }
  return judged
}

/** True when it changed any. */
const decide = async (within: Database, rows: readonly Row[]): Promise<boolean> => {
  const wrong = (await judge(within, rows)).filter(({ row, film }) => film !== row.captions_of)
  for (const group of groupBy(wrong, ({ film }) => film ?? '').values()) {
    const ids = group.map(({ row }) => row.id)
    await within
      .updateTable('files')
      .set({ captions_of: group[0]?.film ?? null })
      .where('id', 'in', ids)
      .execute()
  }
  return wrong.length > 0
}

const besideFilms = async (within: Database, films: readonly Row[]): Promise<Row[]> => {
  const found: Row[] = []
  for (const film of films) found.push(...(await namedAfter(within, film).select(COLUMNS).execute()))
  return found
}

/** These files are new, or other than they were: films, captions, or neither any more. */
export const matchCaptions = async (within: Database, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return
  const rows = await within.selectFrom('files').select(COLUMNS).where('id', 'in', ids).execute()
  const theirs = await within.selectFrom('files').select(COLUMNS).where('captions_of', 'in', ids).execute()
  const films = rows.filter(({ kind, deleted_at: deletedAt }) => kind === 'video' && deletedAt === null)
  const all = [...rows, ...theirs, ...(await besideFilms(within, films))]
  await decide(within, [...new Map(all.map((row) => [row.id, row])).values()])
}

export type MatchCaptions = typeof matchCaptions

const decideAt = async (within: Database, numbers: readonly number[]): Promise<boolean> =>
  decide(within, await within.selectFrom('files').select(COLUMNS).where('number', 'in', numbers).execute())

/** All of them, at each start. True when it changed any. */
export const matchAllCaptions = async (database: Database): Promise<boolean> => {
  const named = database.selectFrom('files').select('number').where(ARE_CAPTIONS)
  const marked = database.selectFrom('files').select('number').where('captions_of', 'is not', null)
  // By the two indexes, each of which holds few.
  const found = await named.union(marked).orderBy('number').execute()
  let isChanged = false
  for (let at = 0; at < found.length; at += ROWS_AT_ONCE) {
    const numbers = found.slice(at, at + ROWS_AT_ONCE).map(({ number }) => number)
    isChanged = (await database.transaction().execute((within) => decideAt(within, numbers))) || isChanged
  }
  return isChanged
}
