// Albums and favourites are lists that know of their files what filters and orders look at (34-lists.ts): read as if they were the
// files, they say which of ten thousand stand on a page, and how many there are, without a look at one of them.
import type { FileSort } from '@gramreel/contracts/catalogue'
import { sql, type Selectable, type SqlBool } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { AlbumFilesTable, FavouritesTable } from '../storage/schema.ts'
import { inState, type AskedFilter } from './narrow-files.ts'
import { isAfter, orderOf, type Place } from './order.ts'

type List = Selectable<AlbumFilesTable> & Selectable<FavouritesTable>

const listed = (database: Database, list: 'album_files' | 'favourites', filter: AskedFilter) => {
  const { kind } = filter
  return database
    .selectFrom(sql<List>`${sql.table(list)}`.as('files'))
    .where(inState(filter))
    .$if(kind !== undefined, (files) => files.where(sql<SqlBool>`files.kind = ${kind}`))
}
export type ListedFiles = ReturnType<typeof listed>

/** The list that answers the filter by itself; undefined where that takes more. `isSearch`: it has words. */
export const listFor = (
  database: Database,
  filter: AskedFilter,
  isSearch: boolean,
): ListedFiles | undefined => {
  const { album, favourite, group, loose, asker = '' } = filter
  if (isSearch || group !== undefined || loose === true) return undefined
  if (album === undefined)
    return favourite === true
      ? listed(database, 'favourites', filter).where('files.account_id', '=', asker)
      : undefined
  return favourite === true
    ? undefined
    : listed(database, 'album_files', filter).where('files.album_id', '=', album)
}

/** Which files come after this place. */
export const numbersAfter = (
  list: ListedFiles,
  after: Place | undefined,
  limit: number,
  sort: FileSort | undefined,
) => {
  const { column, direction } = orderOf(sort)
  return list
    .select('files.number')
    .$if(after !== undefined, (files) => (after ? files.where(isAfter(after, sort)) : files))
    .orderBy(`files.${column}`, direction)
    .orderBy('files.number', direction)
    .limit(limit)
}

export const countListed = async (list: ListedFiles): Promise<number> => {
  const { total } = await list
    .select((files) => files.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return total
}

/** Those in some album. */
export const countInAlbums = async (database: Database, filter: AskedFilter): Promise<number> => {
  const { total } = await listed(database, 'album_files', filter)
    .select((files) => files.fn.count<number>('files.number').distinct().as('total'))
    .executeTakeFirstOrThrow()
  return total
}
