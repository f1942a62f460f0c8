// The SQLite file, copied while a backend writes to it, and looked at before it is used.
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { StartError } from '../start-error.ts'

/** As it is at one moment; readers and writers go on (https://sqlite.org/lang_vacuum.html#vacuuminto). */
export const copySqlite = async (from: string, to: string): Promise<void> => {
  // Made before SQLite does, for our eyes only.
  await writeFile(to, '', { flag: 'wx', mode: 0o600 })
  const database = new DatabaseSync(from, { readOnly: true, timeout: 10_000 })
  try {
    database.prepare('VACUUM INTO ?').run(to)
  } finally {
    database.close()
  }
}

/** Throws StartError when it is damaged. */
export const checkSqlite = (path: string): void => {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const result = database.prepare('PRAGMA integrity_check').get()
    if (result?.['integrity_check'] === 'ok') return
    throw new Error(String(result?.['integrity_check']))
  } catch (cause) {
    throw new StartError(`The database in this backup is damaged. Nothing was changed.`, { cause })
  } finally {
    database.close()
  }
}

/** Throws StartError while a program has it open; afterwards all of it is in its one file. */
export const closeSqlite = (path: string): void => {
  if (!existsSync(path)) return
  const database = new DatabaseSync(path, { timeout: 1_000 })
  try {
    // Only whoever is alone may leave WAL (https://sqlite.org/pragma.html#pragma_journal_mode).
    database.exec('PRAGMA journal_mode = DELETE')
  } catch (cause) {
    throw new StartError(`${path} is in use. Stop the backend first. Nothing was changed.`, { cause })
  } finally {
    database.close()
  }
}
