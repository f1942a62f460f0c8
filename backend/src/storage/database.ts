// The database, through Kysely: a SQLite file, or Postgres where several backends share it.
import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Dialect,
} from 'kysely'
import { Migrator } from 'kysely/migration'
import { StartError } from '../start-error.ts'
import { MIGRATIONS } from './migrations.ts'
import { createPostgresDriver } from './postgres-driver.ts'
import type { Schema } from './schema.ts'
import { createSqliteDriver } from './sqlite-driver.ts'

export type Database = Kysely<Schema>

class ForSqlite extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
  /** So a migration that is killed half way leaves nothing. */
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** Migrations run in a transaction, and transactions of all backends one after the other: that is the lock. */
class ForPostgres extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

const sqlite = (path: string): Dialect => {
  const driver = createSqliteDriver(path)
  return {
    createAdapter: () => new ForSqlite(),
    createDriver: () => driver,
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

const postgres = (url: string): Dialect => ({
  createAdapter: () => new ForPostgres(),
  createDriver: () => createPostgresDriver(url),
  createIntrospector: (database) => new PostgresIntrospector(database),
  createQueryCompiler: () => new PostgresQueryCompiler(),
})

const isUrl = (place: string): boolean => /^postgres(?:ql)?:\/\//.test(place)

/** The place as it may be told: without name and password. */
const told = (place: string): string =>
  isUrl(place) ? place.replace(/\/\/[^/]*@/, '//').replace(/[?#].*$/, '') : place

const reasonOf = (error: unknown): string => {
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  return cause instanceof Error ? `${message} (${cause.message})` : message
}

/**
 * Opens a file, made if need be, or a `postgres://` address, and brings it to the newest schema. Throws StartError; close with
 * `destroy()`.
 */
export const openDatabase = async (place: string, migrations = MIGRATIONS): Promise<Database> => {
  try {
    const database = new Kysely<Schema>({ dialect: isUrl(place) ? postgres(place) : sqlite(place) })
    const migrator = new Migrator({
      db: database,
      provider: { getMigrations: async () => migrations },
    })
    const { error } = await migrator.migrateToLatest()
    if (error === undefined) return database
    await database.destroy()
    throw error
  } catch (cause) {
    throw new StartError(`The catalogue's database ${told(place)} cannot be opened: ${reasonOf(cause)}.`, {
      cause,
    })
  }
}
