import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { isPostgres } from '../is-postgres.ts'

const LISTS = ['album_files', 'favourites'] as const

const hasPicture = (row: string) =>
  `case when ${row}.thumbnail_file_id is null and ${row}.made_thumbnail is null then 0 else 1 end`

/** What a file is filtered and ordered by: the list's column, and where it comes from. */
const TOLD = (row: string): [column: string, value: string][] => [
  ...['number', 'kind', 'posted_at', 'size', 'deleted_at', 'trashed_at', 'captions_of'].map(
    (column): [string, string] => [column, `${row}.${column}`],
  ),
  ['taken_key', `coalesce(${row}.taken_at, ${row}.posted_at)`],
  ['name_key', `substr(${row}.search_text, 1, 32)`],
  ['has_picture', hasPicture(row)],
]
const columns = TOLD('').map(([column]) => column)
const values = (row: string) => TOLD(row).map(([, value]) => value)
const told = (list: string, row: string, where: string) =>
  `update ${list} set ${TOLD(row)
    .map(([column, value]) => `${column} = ${value}`)
    .join(', ')} where ${where};`
const changed = (isNot: string) =>
  values('old')
    .map((before, n) => `${before} ${isNot} ${values('new')[n]}`)
    .join(' or ')

const TELL_LISTS = LISTS.map((list) => told(list, 'new', 'file_id = new.id')).join(' ')
const EMPTY_LISTS = LISTS.map((list) => `delete from ${list} where file_id = old.id;`).join(' ')
const FILL = LISTS.map(
  (list) =>
    `update ${list} set (${columns.join()}) = (select ${values('files').join()} from files where files.id = ${list}.file_id)`,
)

const SQLITE = [
  ...LISTS.map(
    (list) => `create trigger ${list}_told after insert on ${list} begin
       update ${list} set (${columns.join()}) =
         (select ${values('files').join()} from files where files.id = new.file_id)
       where rowid = new.rowid; end`,
  ),
  `create trigger files_tell_lists after update on files when ${changed('is not')} begin ${TELL_LISTS} end`,
  `create trigger files_leave_lists after delete on files begin ${EMPTY_LISTS} end`,
]

const POSTGRES = [
  `create function tell_list() returns trigger language plpgsql as $$ begin
     select ${values('files').join()} into ${columns.map((column) => `new.${column}`).join()}
     from files where files.id = new.file_id;
     return new;
   end $$`,
  ...LISTS.map(
    (list) =>
      `create trigger ${list}_told before insert on ${list} for each row execute function tell_list()`,
  ),
  `create function tell_lists() returns trigger language plpgsql as $$ begin
     if tg_op = 'DELETE' then ${EMPTY_LISTS} else ${TELL_LISTS} end if;
     return null;
   end $$`,
  `create trigger files_tell_lists after update on files for each row
   when (${changed('is distinct from')}) execute function tell_lists()`,
  `create trigger files_leave_lists after delete on files for each row execute function tell_lists()`,
]

/**
 * Albums and favourites know of each of their files what the gallery filters and orders by, so that a page of a long list looks
 * at the list alone and then at the files of that page. Triggers keep it true, whoever writes.
 */
export const lists: Migration = {
  up: async (db: Kysely<unknown>) => {
    const isOnPostgres = isPostgres(db)
    for (const list of LISTS) {
      for (const column of ['number', 'has_picture'])
        await db.schema.alterTable(list).addColumn(column, 'integer').execute()
      for (const column of ['kind', 'captions_of'])
        await db.schema.alterTable(list).addColumn(column, 'text').execute()
      for (const column of ['posted_at', 'taken_key', 'size', 'deleted_at', 'trashed_at'])
        await db.schema.alterTable(list).addColumn(column, 'bigint').execute()
      await sql
        .raw(`alter table ${list} add column name_key text${isOnPostgres ? ' collate "C"' : ''}`)
        .execute(db)
    }
    await db.schema.createIndex('album_files_number').on('album_files').column('number').execute()
    for (const statement of [...FILL, ...(isOnPostgres ? POSTGRES : SQLITE)])
      await sql.raw(statement).execute(db)
  },
}
