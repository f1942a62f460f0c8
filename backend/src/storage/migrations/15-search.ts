import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { isPostgres } from '../is-postgres.ts'
import type { Schema } from '../schema.ts'

/**
 * Triggers keep both in step with the files, whoever writes them: how many there are of each kind, and on SQLite what they
 * are found by. (Postgres has an index for that, see ensure-search.ts.)
 */
const COUNT_NEW = `
  insert into file_counts (kind, is_deleted, files)
  values (new.kind, case when new.deleted_at is null then 0 else 1 end, 1)
  on conflict (kind, is_deleted) do update set files = file_counts.files + 1;`
const COUNT_OLD = `
  update file_counts set files = files - 1
  where kind = old.kind and is_deleted = case when old.deleted_at is null then 0 else 1 end;`

/**
 * Numbered in the gallery's order, so that a search finds the newest first and may stop when a page is full; by three letters
 * each, so that any part of a word is found in any script (https://sqlite.org/fts5.html#the_trigram_tokenizer). `marks` holds
 * what else one searches by, in words of three letters and more.
 */
const SQLITE_INDEX = `
  create virtual table files_search
  using fts5(text, marks, tokenize = 'trigram case_sensitive 1', content = '', contentless_delete = 1)`
const rowid = (row: string) => `(${row}.posted_at << 30) | ${row}.number`
const marks = (row: string) =>
  `('kind ' || ${row}.kind || case when ${row}.deleted_at is null then '' else ' deleted' end)`
const entry = (row: string) => `${rowid(row)}, ${row}.search_text, ${marks(row)}`
export const FILL_SQLITE_INDEX = `insert into files_search (rowid, text, marks) select ${entry('files')} from files`
const INDEX_NEW = `insert into files_search (rowid, text, marks) values (${entry('new')});`
const INDEX_OLD = `delete from files_search where rowid = ${rowid('old')};`

const SQLITE = [
  SQLITE_INDEX,
  FILL_SQLITE_INDEX,
  `create trigger files_added after insert on files begin ${COUNT_NEW} ${INDEX_NEW} end`,
  `create trigger files_removed after delete on files begin ${COUNT_OLD} ${INDEX_OLD} end`,
  `create trigger files_counted after update of kind, deleted_at on files
   when old.kind is not new.kind or (old.deleted_at is null) is not (new.deleted_at is null)
   begin ${COUNT_OLD} ${COUNT_NEW} end`,
  `create trigger files_indexed after update of search_text, posted_at, kind, deleted_at on files
   when old.search_text is not new.search_text or old.posted_at is not new.posted_at
     or ${marks('old')} is not ${marks('new')}
   begin ${INDEX_OLD} ${INDEX_NEW} end`,
]

const POSTGRES = [
  `create function count_files() returns trigger language plpgsql as $$ begin
     if tg_op <> 'INSERT' then ${COUNT_OLD} end if;
     if tg_op <> 'DELETE' then ${COUNT_NEW} end if;
     return null;
   end $$`,
  `create trigger files_counted after insert or delete on files for each row execute function count_files()`,
  `create trigger files_recounted after update of kind, deleted_at on files for each row
   when (old.kind <> new.kind or (old.deleted_at is null) <> (new.deleted_at is null))
   execute function count_files()`,
]

export const search: Migration = {
  up: async (db: Kysely<Pick<Schema, 'files'>>) => {
    await db.schema
      .createTable('file_counts')
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('is_deleted', 'integer', (column) => column.notNull())
      .addColumn('files', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('file_counts_key', ['kind', 'is_deleted'])
      .execute()
    await sql`insert into file_counts (kind, is_deleted, files)
      select kind, case when deleted_at is null then 0 else 1 end, count(*) from files group by 1, 2`.execute(
      db,
    )
    await db.schema
      .createTable('search_state')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('folding', 'integer', (column) => column.notNull())
      .execute()
    // All that a search for one or two letters, which has to look at every file, needs to read.
    await db.schema
      .createIndex('files_scanned')
      .on('files')
      .columns(['posted_at desc', 'number desc', 'kind', 'deleted_at', 'search_text'])
      .execute()
    for (const statement of isPostgres(db) ? POSTGRES : SQLITE) await sql.raw(statement).execute(db)
  },
}
