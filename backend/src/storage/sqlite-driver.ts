// Kysely's driver for node:sqlite. Two connections, since node:sqlite answers at once or blocks the whole process: one
// reads, one writes, one transaction at a time. SQLite's own busy_timeout would stand still with all viewers while
// another program holds the write lock; so writes are tried again instead, and reads, which WAL never locks out, go on. What
// takes long to read is read aside.
import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { PublicError } from '@gramreel/contracts/errors'
import {
  CompiledQuery,
  SelectQueryNode,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely'
import { createGate } from '../gate.ts'
import { isAside } from './aside.ts'
import { createSqliteAside } from './sqlite-aside.ts'

/** Before there is anybody to keep waiting. */
const OPENING_TIMEOUT_MS = 5_000
/** A backup may hold the lock for seconds; requests end after 30. */
const PATIENCE_MS = 15_000
const TRY_AGAIN_MS = 20
/** Of a smaller database, some four thousand items, the most that can be asked is answered sooner than a thread is. */
const ASIDE_FROM_BYTES = 16 * 1024 * 1024

/** SQLITE_BUSY, the low byte of its extended codes too (https://sqlite.org/rescode.html#busy). */
const SQLITE_BUSY = 5

/**
 * WAL with synchronous=FULL: a commit is on the disk before it returns, so what was acknowledged survives kill -9 and
 * a power cut (https://sqlite.org/pragma.html#pragma_synchronous).
 */
const PRAGMAS = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;'

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY

const run = <R>(database: DatabaseSync, { sql, parameters }: CompiledQuery): QueryResult<R> => {
  const statement = database.prepare(sql)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Kysely binds nothing but what the columns hold
  const bound = parameters as SQLInputValue[]
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema says what the rows are
  if (statement.columns().length > 0) return { rows: statement.all(...bound) as R[] }
  const { changes, lastInsertRowid } = statement.run(...bound)
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
}

const locked = (cause: unknown) => new PublicError('busy', 'the database is locked', { cause })

/** Throws `busy` when the lock does not come free in time. */
const patiently = async <R>(database: DatabaseSync, query: CompiledQuery): Promise<QueryResult<R>> => {
  const giveUpAt = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return run<R>(database, query)
    } catch (error) {
      if (!isBusy(error)) throw error
      if (performance.now() > giveUpAt) throw locked(error)
      await sleep(TRY_AGAIN_MS)
    }
  }
}

type Connection = DatabaseConnection & {
  /** Lets the next writer in; there while a transaction runs. */
  release?: (() => void) | undefined
}

const endTransaction = (connection: Connection) => {
  connection.release?.()
  connection.release = undefined
}

/** Opens the file, made if need be. */
export const createSqliteDriver = (path: string): Driver => {
  // Made before SQLite does, for our eyes only; its companions (-wal, -shm) take over the mode.
  closeSync(openSync(path, 'a', 0o600))
  const writer = new DatabaseSync(path, { timeout: OPENING_TIMEOUT_MS })
  writer.exec(PRAGMAS)
  const reader = new DatabaseSync(path, { timeout: OPENING_TIMEOUT_MS, readOnly: true })
  for (const database of [writer, reader]) database.exec('PRAGMA busy_timeout = 0')
  const { read: readAside, close: closeAside } = createSqliteAside(path, PATIENCE_MS)
  const sizeOf = reader.prepare(
    'select page_count * page_size as bytes from pragma_page_count, pragma_page_size',
  )
  const isLarge = (): boolean => Number(sizeOf.get()?.['bytes']) >= ASIDE_FROM_BYTES
  const inTurn = createGate(1)

  const createConnection = (): Connection => {
    const connection: Connection = {
      executeQuery: async <R>(query: CompiledQuery) => {
        if (connection.release) return patiently<R>(writer, query)
        if (isAside(query) && isLarge())
          return readAside<R>(query).catch((error: unknown) => {
            throw isBusy(error) ? locked(error) : error
          })
        if (SelectQueryNode.is(query.query)) return patiently<R>(reader, query)
        return inTurn(() => patiently<R>(writer, query))
      },
      // oxlint-disable-next-line require-yield -- nothing here is streamed
      async *streamQuery() {
        throw new Error('queries are not streamed')
      },
    }
    return connection
  }

  return {
    init: async () => {},
    acquireConnection: async () => createConnection(),
    releaseConnection: async () => {},

    beginTransaction: async (connection: Connection) => {
      await new Promise<void>((begin) => {
        void inTurn(
          () =>
            new Promise<void>((release) => {
              connection.release = release
              begin()
            }),
        )
      })
      try {
        // At once with the write lock: taking it later can fail for good (SQLITE_BUSY_SNAPSHOT).
        await patiently(writer, CompiledQuery.raw('begin immediate'))
      } catch (error) {
        endTransaction(connection)
        throw error
      }
    },
    commitTransaction: async (connection: Connection) => {
      await patiently(writer, CompiledQuery.raw('commit'))
      endTransaction(connection)
    },
    rollbackTransaction: async (connection: Connection) => {
      try {
        // A full disk may have rolled it back already (https://sqlite.org/lang_transaction.html, section 3).
        if (writer.isTransaction) await patiently(writer, CompiledQuery.raw('rollback'))
      } finally {
        endTransaction(connection)
      }
    },
    destroy: () =>
      inTurn(async () => {
        await closeAside()
        reader.close()
        writer.close()
      }),
  }
}
