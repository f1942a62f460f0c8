import { PostgresAdapter, type Kysely } from 'kysely'

/** For the few places where SQLite and Postgres have no word in common. */
export const isPostgres = (database: Pick<Kysely<unknown>, 'getExecutor'>): boolean =>
  database.getExecutor().adapter instanceof PostgresAdapter
