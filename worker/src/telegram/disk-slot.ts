// Sessions kept in DATA_DIR, each in a small SQLite file that is locked as long as its holder lives. The lock is the kernel's
// (https://sqlite.org/lockingv3.html, POSIX advisory locks): it holds between processes and between containers on one machine,
// is gone the moment its process is killed, and stays with one that is only asleep; no clock is asked. The session stands in
// the locked file itself, so that taking away the lock takes away the session too.
import { randomBytes } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SessionSlot } from './session-slot.ts'

export type DiskSlot = SessionSlot & {
  /** From 1; the first is for a session that was given by hand. */
  readonly number: number
  /** Stays with the slot over restarts: who has the slot is its holder at the backend too. */
  readonly instance: string
}

/** As many workers may overlap on one folder and keep a session each. */
const MAX_SLOTS = 8
/** SQLite's result code SQLITE_BUSY, in the low byte (https://sqlite.org/rescode.html). */
const BUSY = 5

type OnTrouble = (message: string, error: unknown) => void

/** The first slot that nobody holds; undefined when there is none, or the disk does not let us (onTrouble says why). */
export function takeDiskSlot(dataDir: string, onTrouble: OnTrouble): DiskSlot | undefined {
  let isTold = false
  for (let number = 1; number <= MAX_SLOTS; number++) {
    try {
      const database = lock(join(dataDir, `telegram-session-${number}.db`))
      if (database) return slotOf(database, number, onTrouble)
    } catch (error) {
      if (!isTold) onTrouble('a saved session cannot be read', error)
      isTold = true
    }
  }
  return undefined
}

function lock(path: string): DatabaseSync | undefined {
  // Made before SQLite does, for our eyes only; its companion (-journal) takes over the mode.
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec(
      `PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL;
       BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT NOT NULL); COMMIT`,
    )
    return database
  } catch (error) {
    database.close()
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0
    if ((code & 0xff) === BUSY) return undefined
    throw error
  }
}

function slotOf(database: DatabaseSync, number: number, onTrouble: OnTrouble): DiskSlot {
  const read = (name: string): string | undefined => {
    const value = database.prepare('SELECT value FROM kept WHERE name = ?').get(name)?.['value']
    return typeof value === 'string' ? value : undefined
  }
  const write = (name: string, value: string) =>
    database.prepare('INSERT OR REPLACE INTO kept VALUES (?, ?)').run(name, value)

  let instance = read('instance')
  if (instance === undefined) write('instance', (instance = randomBytes(16).toString('base64url')))
  return {
    number,
    instance,
    saved: read('session'),
    async save(text) {
      try {
        if (text === undefined) database.exec("DELETE FROM kept WHERE name = 'session'")
        else write('session', text)
        return 'ours'
      } catch (error) {
        onTrouble('the session cannot be saved', error)
        return 'away'
      }
    },
    renew: async () => 'ours',
    async release() {
      if (database.isOpen) database.close()
    },
  }
}
