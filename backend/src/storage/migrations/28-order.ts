import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { isPostgres } from '../is-postgres.ts'

/** What the gallery is ordered by: by the bytes of UTF-8 in both databases. */
const KEYS = (isOnPostgres: boolean): string[] => {
  const kept = isOnPostgres ? 'stored' : 'virtual'
  const text = isOnPostgres ? 'text collate "C"' : 'text'
  return [
    `taken_key bigint generated always as (coalesce(taken_at, posted_at)) ${kept}`,
    `name_key ${text} generated always as (substr(search_text, 1, 32)) ${kept}`,
  ]
}

/** `kind` and the rest: judged in the index, without a look at the file. */
const FILTERED = ['kind', 'deleted_at', 'trashed_at'] as const

/**
 * One number that is another whenever a timeline would be, whoever writes. Where several may write at once it is counted at
 * the very end of a transaction, once, so that nobody waits for it while he holds anything else.
 */
const COUNT = `insert into catalogue_state (id, version) values (1, 1)
  on conflict (id) do update set version = catalogue_state.version + 1`
const hasPicture = (row: string) =>
  `(${row}.thumbnail_file_id is not null or ${row}.made_thumbnail is not null)`
const WATCHED = [
  'kind',
  'width',
  'height',
  'size',
  'posted_at',
  'taken_at',
  'deleted_at',
  'trashed_at',
  'media_group_id',
  'search_text',
]
const changed = (isNot: string) =>
  [...WATCHED.map((column) => [`old.${column}`, `new.${column}`]), [hasPicture('old'), hasPicture('new')]]
    .map(([before, after]) => `${before} ${isNot} ${after}`)
    .join(' or ')

const LISTS = ['album_files', 'favourites']
const CHANGES = ['insert', 'delete'] as const

const SQLITE = [
  ...['files', ...LISTS].flatMap((table) =>
    CHANGES.map(
      (change) =>
        `create trigger ${table}_timeline_${change} after ${change} on ${table} begin ${COUNT}; end`,
    ),
  ),
  `create trigger files_timeline_update after update on files when ${changed('is not')} begin ${COUNT}; end`,
]

const POSTGRES = [
  `create function count_catalogue() returns trigger language plpgsql as $$ begin
     ${COUNT}, changed_in = txid_current()
     where catalogue_state.changed_in is distinct from txid_current();
     return null;
   end $$`,
  ...['files', ...LISTS].map(
    (table) =>
      `create constraint trigger ${table}_timeline after insert or delete on ${table}
       deferrable initially deferred for each row execute function count_catalogue()`,
  ),
  `create constraint trigger files_timeline_update after update on files
   deferrable initially deferred for each row when (${changed('is distinct from')})
   execute function count_catalogue()`,
]

/** Orders of the gallery other than by posting, and how to know that a timeline is out of date. */
export const order: Migration = {
  up: async (db: Kysely<unknown>) => {
    const isOnPostgres = isPostgres(db)
    for (const key of KEYS(isOnPostgres)) await sql.raw(`alter table files add column ${key}`).execute(db)
    for (const [name, key, direction] of [
      ['files_taken', 'taken_key', ' desc'],
      ['files_largest', 'size', ' desc'],
      ['files_named', 'name_key', ''],
    ] as const)
      await sql
        .raw(`create index ${name} on files (${key}${direction}, number${direction}, ${FILTERED.join(', ')})`)
        .execute(db)
    await db.schema
      .createTable('catalogue_state')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('changed_in', 'bigint')
      .execute()
    for (const statement of isOnPostgres ? POSTGRES : SQLITE) await sql.raw(statement).execute(db)
  },
}
