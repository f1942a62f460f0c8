import type { ColumnDefinitionBuilder, Kysely } from 'kysely'
import { isPostgres } from '../is-postgres.ts'

/** A primary key that counts by itself and never gives a number twice, in SQLite's words or in Postgres's. */
export const numbering = (db: Pick<Kysely<unknown>, 'getExecutor'>) => (column: ColumnDefinitionBuilder) =>
  isPostgres(db) ? column.primaryKey().generatedByDefaultAsIdentity() : column.primaryKey().autoIncrement()
