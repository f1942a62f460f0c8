import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { isPostgres } from '../is-postgres.ts'

/**
 * What is in the trash counts as its own state, in the counts and in what searches look into: the triggers of 15-search.ts, made
 * anew. 0: there; 1: deleted in Telegram, whether or not it was in the trash; 2: in the trash.
 */
const state = (row: string) =>
  `case when ${row}.deleted_at is not null then 1 when ${row}.trashed_at is not null then 2 else 0 end`
const COUNT_NEW = `
  insert into file_counts (kind, state, files) values (new.kind, ${state('new')}, 1)
  on conflict (kind, state) do update set files = file_counts.files + 1;`
const COUNT_OLD = `
  update file_counts set files = files - 1 where kind = old.kind and state = ${state('old')};`

const rowid = (row: string) => `(${row}.posted_at << 30) | ${row}.number`
const marks = (row: string) =>
  `('kind ' || ${row}.kind || case ${state(row)} when 1 then ' deleted' when 2 then ' trashed' else '' end)`
const entry = (row: string) => `${rowid(row)}, ${row}.search_text, ${marks(row)}`
/** The whole of SQLite's index, for one that is empty. */
export const FILL_SQLITE_INDEX = `insert into files_search (rowid, text, marks) select ${entry('files')} from files`
const INDEX_NEW = `insert into files_search (rowid, text, marks) values (${entry('new')});`
const INDEX_OLD = `delete from files_search where rowid = ${rowid('old')};`

const SQLITE_OLD = ['files_added', 'files_removed', 'files_counted', 'files_indexed'].map(
  (trigger) => `drop trigger ${trigger}`,
)
const SQLITE = [
  `create trigger files_added after insert on files begin ${COUNT_NEW} ${INDEX_NEW} end`,
  `create trigger files_removed after delete on files begin ${COUNT_OLD} ${INDEX_OLD} end`,
  `create trigger files_counted after update of kind, deleted_at, trashed_at on files
   when old.kind is not new.kind or (${state('old')}) is not (${state('new')})
   begin ${COUNT_OLD} ${COUNT_NEW} end`,
  `create trigger files_indexed after update of search_text, posted_at, kind, deleted_at, trashed_at on files
   when old.search_text is not new.search_text or old.posted_at is not new.posted_at
     or ${marks('old')} is not ${marks('new')}
   begin ${INDEX_OLD} ${INDEX_NEW} end`,
]

const POSTGRES_OLD = ['drop trigger files_counted on files', 'drop trigger files_recounted on files']
const POSTGRES = [
  `create or replace function count_files() returns trigger language plpgsql as $$ begin
     if tg_op <> 'INSERT' then ${COUNT_OLD} end if;
     if tg_op <> 'DELETE' then ${COUNT_NEW} end if;
     return null;
   end $$`,
  `create trigger files_counted after insert or delete on files for each row execute function count_files()`,
  `create trigger files_recounted after update of kind, deleted_at, trashed_at on files for each row
   when (old.kind <> new.kind or (${state('old')}) <> (${state('new')}))
   execute function count_files()`,
]

export const library: Migration = {
  up: async (db: Kysely<unknown>) => {
    const [before, after] = isPostgres(db) ? [POSTGRES_OLD, POSTGRES] : [SQLITE_OLD, SQLITE]
    for (const statement of before) await sql.raw(statement).execute(db)
    await db.schema.alterTable('file_counts').renameColumn('is_deleted', 'state').execute()
    for (const statement of after) await sql.raw(statement).execute(db)

    // As in 15-search.ts: all that a search for one or two letters needs to read.
    await db.schema.dropIndex('files_scanned').execute()
    await db.schema
      .createIndex('files_scanned')
      .on('files')
      .columns(['posted_at desc', 'number desc', 'kind', 'deleted_at', 'trashed_at', 'search_text'])
      .execute()
    await sql`create index files_trashed on files (posted_at desc, number desc) where trashed_at is not null`.execute(
      db,
    )
    await db.schema
      .createIndex('album_files_added')
      .on('album_files')
      .columns(['album_id', 'added_at'])
      .execute()
    await db.schema.createIndex('favourites_file').on('favourites').column('file_id').execute()
    await db.schema.createIndex('positions_file').on('positions').column('file_id').execute()
    await db.schema.alterTable('shares').addColumn('album_id', 'text').execute()
  },
}
