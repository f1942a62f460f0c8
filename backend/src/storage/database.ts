// SQLite through Node's own driver. Kysely's SQLite dialect expects the shape of better-sqlite3; node:sqlite differs
// in two names only, so the dialect is Kysely's and the adapter is ours.
import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Kysely, SqliteDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { StartError } from '../start-error.ts'
import { MIGRATIONS } from './migrations.ts'
import type { Schema } from './schema.ts'

export type Database = Kysely<Schema>

const BUSY_TIMEOUT_MS = 5_000

/**
 * WAL with synchronous=FULL: a commit is on the disk before it returns, so what was acknowledged survives kill -9 and
 * a power cut (https://sqlite.org/pragma.html#pragma_synchronous).
 */
const PRAGMAS = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;'

// eslint-disable-next-line typescript/no-unsafe-type-assertion -- Kysely binds nothing but what the columns hold
const bound = (parameters: readonly unknown[]) => parameters as SQLInputValue[]

const nodeSqlite = (path: string) => {
  // Made before SQLite does, for our eyes only; its companions (-wal, -shm) take over the mode.
  closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
  database.exec(PRAGMAS)
  return {
    close: () => database.close(),
    prepare: (sql: string) => {
      const statement = database.prepare(sql)
      return {
        reader: statement.columns().length > 0,
        all: (parameters: readonly unknown[]) => statement.all(...bound(parameters)),
        run: (parameters: readonly unknown[]) => statement.run(...bound(parameters)),
        iterate: (parameters: readonly unknown[]) => statement.iterate(...bound(parameters)),
      }
    },
  }
}

/** Opens the file, made if need be, and brings it to the newest schema. Throws StartError; close with `destroy()`. */
export const openDatabase = async (path: string): Promise<Database> => {
  try {
    const database = new Kysely<Schema>({ dialect: new SqliteDialect({ database: nodeSqlite(path) }) })
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
