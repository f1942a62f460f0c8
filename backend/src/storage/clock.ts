import { sql } from 'kysely'
import type { Database } from './database.ts'
import { isPostgres } from './is-postgres.ts'

/** Milliseconds since 1970 by the database's clock, so that backends need not agree on theirs. */
export const POSTGRES_NOW = sql<number>`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`

/**
 * The clock of all who use this database. With SQLite there is one backend: then it is one that, once started, is not set to
 * another time.
 */
export const createClock = (database: Database) => async (): Promise<number> => {
  if (!isPostgres(database)) return Math.floor(performance.timeOrigin + performance.now())
  const { rows } = await sql<{ now: number }>`select ${POSTGRES_NOW} as now`.execute(database)
  return rows[0]?.now ?? Number.NaN
}
