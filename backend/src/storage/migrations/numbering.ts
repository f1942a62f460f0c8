import { PostgresAdapter, type ColumnDefinitionBuilder, type Kysely } from 'kysely'

/** A primary key that counts by itself and never gives a number twice, in SQLite's words or in Postgres's. */
export const numbering = (db: Pick<Kysely<unknown>, 'getExecutor'>) => (column: ColumnDefinitionBuilder) =>
  db.getExecutor().adapter instanceof PostgresAdapter
    ? column.primaryKey().generatedByDefaultAsIdentity()
    : column.primaryKey().autoIncrement()
