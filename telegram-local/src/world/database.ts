// The world's one file: SQLite in WAL mode, so that a killed process loses nothing that it had answered for.
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { MIGRATIONS } from './migrations.ts'

export type Database = DatabaseSync

/** Opens world.db in the folder, which is made if need be, and brings it to the newest schema. Throws one sentence when the folder cannot be used. */
export function openDatabase(dataDir: string): Database {
  let database: Database | undefined
  try {
    makeFolder(resolve(dataDir))
    accessSync(dataDir, constants.W_OK | constants.X_OK)
    database = new DatabaseSync(join(dataDir, 'world.db'))
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000')
    migrate(database)
    return database
  } catch (error) {
    database?.close()
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`The data folder ${dataDir} cannot be used: ${reason}`, { cause: error })
  }
}

/** Not `recursive: true`: that never returns below /proc, where a folder that exists answers ENOENT. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path, { mode: 0o700 })
}

/** Runs the work in a transaction; nested calls join the outer one. */
export function inTransaction<T>(database: Database, work: () => T): T {
  if (database.isTransaction) return work()
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

function migrate(database: Database): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
  if (version > MIGRATIONS.length) {
    throw new Error(`world.db has version ${version}, and this program knows ${MIGRATIONS.length} at most`)
  }
  MIGRATIONS.slice(version).forEach((sql, index) => {
    inTransaction(database, () => database.exec(`${sql}; PRAGMA user_version = ${version + index + 1}`))
  })
}
