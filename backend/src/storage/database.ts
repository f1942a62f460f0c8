// The database: SQLite, through Kysely.
import { Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type Dialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { StartError } from '../start-error.ts'
import { MIGRATIONS } from './migrations.ts'
import type { Schema } from './schema.ts'
import { createSqliteDriver } from './sqlite-driver.ts'

export type Database = Kysely<Schema>

class Adapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
  /** So a migration that is killed half way leaves nothing. */
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

const sqlite = (path: string): Dialect => {
  const driver = createSqliteDriver(path)
  return {
    createAdapter: () => new Adapter(),
    createDriver: () => driver,
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/** Opens the file, made if need be, and brings it to the newest schema. Throws StartError; close with `destroy()`. */
export const openDatabase = async (path: string): Promise<Database> => {
  try {
    const database = new Kysely<Schema>({ dialect: sqlite(path) })
    const migrator = new Migrator({
      db: database,
      provider: { getMigrations: async () => MIGRATIONS },
    })
    const { error } = await migrator.migrateToLatest()
    if (error === undefined) return database
    await database.destroy()
    throw error
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StartError(`The catalogue's database ${path} cannot be opened: ${reason}.`, { cause })
  }
}
