import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { isPostgres } from '../is-postgres.ts'

/**
 * Captions that lie beside their film are a state of their own, so that no list, count or search has to look for the film: the
 * triggers of 28-order.ts and 29-library.ts, made anew. 0: there; 1: deleted in Telegram; 2: in the trash; 3: beside a film.
 */
const state = (
  row: string,
) => `case when ${row}.deleted_at is not null then 1 when ${row}.trashed_at is not null then 2
  when ${row}.captions_of is not null then 3 else 0 end`
const COUNT_NEW = `
  insert into file_counts (kind, state, files) values (new.kind, ${state('new')}, 1)
  on conflict (kind, state) do update set files = file_counts.files + 1;`
const COUNT_OLD = `
  update file_counts set files = files - 1 where kind = old.kind and state = ${state('old')};`

const rowid = (row: string) => `(${row}.posted_at << 30) | ${row}.number`
const marks = (row: string) => `('kind ' || ${row}.kind ||
  case ${state(row)} when 1 then ' deleted' when 2 then ' trashed' when 3 then ' captions' else '' end)`
const entry = (row: string) => `${rowid(row)}, ${row}.search_text, ${marks(row)}`
/** The whole of SQLite's index, for one that is empty. */
export const FILL_SQLITE_INDEX = `insert into files_search (rowid, text, marks) select ${entry('files')} from files`
const INDEX_NEW = `insert into files_search (rowid, text, marks) values (${entry('new')});`
const INDEX_OLD = `delete from files_search where rowid = ${rowid('old')};`

const COUNT_VERSION = `insert into catalogue_state (id, version) values (1, 1)
  on conflict (id) do update set version = catalogue_state.version + 1`
const hasPicture = (row: string) =>
  `(${row}.thumbnail_file_id is not null or ${row}.made_thumbnail is not null)`
const WATCHED = ['kind', 'width', 'height', 'size', 'posted_at', 'taken_at', 'deleted_at', 'trashed_at']
const changed = (isNot: string) =>
  [
    ...[...WATCHED, 'captions_of', 'media_group_id', 'search_text'].map((column) => [
      `old.${column}`,
      `new.${column}`,
    ]),
    [hasPicture('old'), hasPicture('new')],
  ]
    .map(([before, after]) => `${before} ${isNot} ${after}`)
    .join(' or ')

const OF_STATE = 'deleted_at, trashed_at, captions_of'

const SQLITE = [
  ...['files_added', 'files_removed', 'files_counted', 'files_indexed', 'files_timeline_update'].map(
    (trigger) => `drop trigger ${trigger}`,
  ),
  `create trigger files_added after insert on files begin ${COUNT_NEW} ${INDEX_NEW} end`,
  `create trigger files_removed after delete on files begin ${COUNT_OLD} ${INDEX_OLD} end`,
  `create trigger files_counted after update of kind, ${OF_STATE} on files
   when old.kind is not new.kind or (${state('old')}) is not (${state('new')})
   begin ${COUNT_OLD} ${COUNT_NEW} end`,
  `create trigger files_indexed after update of search_text, posted_at, kind, ${OF_STATE} on files
   when old.search_text is not new.search_text or old.posted_at is not new.posted_at
     or ${marks('old')} is not ${marks('new')}
   begin ${INDEX_OLD} ${INDEX_NEW} end`,
  `create trigger files_timeline_update after update on files when ${changed('is not')} begin ${COUNT_VERSION}; end`,
]

const POSTGRES = [
  ...['files_recounted', 'files_timeline_update'].map((trigger) => `drop trigger ${trigger} on files`),
  `create or replace function count_files() returns trigger language plpgsql as $$ begin
     if tg_op <> 'INSERT' then ${COUNT_OLD} end if;
     if tg_op <> 'DELETE' then ${COUNT_NEW} end if;
     return null;
   end $$`,
  `create trigger files_recounted after update of kind, ${OF_STATE} on files for each row
   when (old.kind <> new.kind or (${state('old')}) <> (${state('new')}))
   execute function count_files()`,
  `create constraint trigger files_timeline_update after update on files
   deferrable initially deferred for each row when (${changed('is distinct from')})
   execute function count_catalogue()`,
]

const byBytes = (column: string, isOnPostgres: boolean) => (isOnPostgres ? `${column} collate "C"` : column)

/** What lists read is all in their index, as before; and films and captions are found by each other's names. */
const indexes = (isOnPostgres: boolean): Record<string, string> => ({
  files_taken: `(taken_key desc, number desc, kind, ${OF_STATE})`,
  files_largest: `(size desc, number desc, kind, ${OF_STATE})`,
  files_named: `(name_key, number, kind, ${OF_STATE})`,
  files_scanned: `(posted_at desc, number desc, kind, ${OF_STATE}, search_text)`,
  files_captions: `(chat_id, ${byBytes('name', isOnPostgres)})
    where (lower(name) like '%.srt' or lower(name) like '%.vtt')`,
})

export const captions: Migration = {
  up: async (db: Kysely<unknown>) => {
    const isOnPostgres = isPostgres(db)
    await db.schema.alterTable('files').addColumn('captions_of', 'text').execute()
    for (const statement of isOnPostgres ? POSTGRES : SQLITE) await sql.raw(statement).execute(db)
    for (const [name, columns] of Object.entries(indexes(isOnPostgres))) {
      await db.schema.dropIndex(name).execute()
      await sql.raw(`create index ${name} on files ${columns}`).execute(db)
    }
    // The name up to its last dot, and with it.
    await sql`create index files_films on files
      (chat_id, (coalesce(nullif(rtrim(name, replace(name, '.', '')), ''), name || '.'))) where kind = 'video'`.execute(
      db,
    )
    await sql`create index files_captions_of on files (captions_of) where captions_of is not null`.execute(db)
  },
}
