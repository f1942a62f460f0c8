// Kysely's driver for Postgres, with the promises that SQLite's gives (sqlite-driver.ts), so that code need not know which
// it runs on: one writing transaction at a time, over all backends; what waits too long is `busy`; numbers are numbers.
import { PublicError } from '@gramreel/contracts/errors'
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely'
import { Pool, types, type CustomTypesConfig, type PoolClient } from 'pg'
import { errorCode } from '../error-code.ts'
import { createGate } from '../gate.ts'

const CONNECTIONS = 10
const CONNECT_WITHIN_MS = 5_000
/** Any number, the same in every backend. */
const WRITERS_LOCK = 4_704_218

/**
 * As patient as with SQLite. A backend that stands still in a transaction, or whose machine is gone, must not keep the
 * others waiting for longer than that. Our questions take milliseconds: helpers and compilers cost more than they give, and
 * an index alone is cheaper than the planner takes it for.
 */
const SETTINGS = `
  set lock_timeout = '15s';
  set idle_in_transaction_session_timeout = '15s';
  set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3;
  set max_parallel_workers_per_gather = 0; set jit = off; set random_page_cost = 1.1;
  set client_min_messages = 'warning'`

/** What Postgres sends as text since JavaScript might not hold it; ours are below 2^53. */
const NUMBERS = new Set<number>([types.builtins.INT8, types.builtins.NUMERIC])
const numbersAsNumbers: CustomTypesConfig = {
  getTypeParser: (oid, format) => (NUMBERS.has(oid) ? Number : types.getTypeParser(oid, format)),
}

/**
 * Not there, going away or coming up, out of connections, or a lock that did not come free
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
const BUSY =
  /^(?:08|57P0|53300|55P03|40P01|ECONN|EPIPE|ETIMEDOUT|ENOENT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND)/
const BUSY_WORDS = /^(?:Connection terminated|timeout exceeded when trying to connect)/

const explained = (error: unknown): unknown => {
  const isBusy =
    BUSY.test(errorCode(error) ?? '') || (error instanceof Error && BUSY_WORDS.test(error.message))
  return isBusy ? new PublicError('busy', 'Postgres did not answer', { cause: error }) : error
}

/** Postgres cannot hold U+0000 in a text, SQLite can; a search or a name with it is no reason to fail. */
const storable = (parameter: unknown): unknown =>
  typeof parameter === 'string' ? parameter.replaceAll('\0', '\u{fffd}') : parameter

type Client = Pick<Pool, 'query'>

const run = async <R>(client: Client, { sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
  try {
    const { command, rowCount, rows } = await client.query(sql, parameters.map(storable))
    const isChange = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(command)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema says what the rows are
    return { rows: rows as R[], ...(isChange && { numAffectedRows: BigInt(rowCount ?? 0) }) }
  } catch (error) {
    throw explained(error)
  }
}

type Connection = DatabaseConnection & {
  /** There while a transaction runs. */
  transaction?: { client: PoolClient; end: () => void } | undefined
}

const endTransaction = (connection: Connection, error?: unknown) => {
  const { transaction } = connection
  connection.transaction = undefined
  transaction?.client.release(error !== undefined)
  transaction?.end()
}

const finish = async (connection: Connection, sql: 'commit' | 'rollback') => {
  const client = connection.transaction?.client
  if (!client) return
  try {
    await run(client, CompiledQuery.raw(sql))
    endTransaction(connection)
  } catch (error) {
    endTransaction(connection, error)
    throw error
  }
}

export const createPostgresDriver = (connectionString: string): Driver => {
  const pool = new Pool({
    connectionString,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    keepAlive: true,
    types: numbersAsNumbers,
    // oxlint-disable-next-line typescript/no-misused-promises -- it is waited for, whatever its type says
    onConnect: (client) => client.query(SETTINGS),
  })
  // A connection that breaks is replaced; whoever waits for an answer on it hears of that by himself.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  // Those who wait for the lock must not use up the connections that readers need.
  const inTurn = createGate(1)

  const begin = async (connection: Connection, end: () => void) => {
    const client = await pool.connect().catch((error: unknown) => {
      throw explained(error)
    })
    connection.transaction = { client, end }
    // A statement of its own: under READ COMMITTED each one sees what was committed before it began.
    await run(client, CompiledQuery.raw('begin isolation level read committed'))
    await run(client, CompiledQuery.raw(`select pg_advisory_xact_lock(${WRITERS_LOCK})`))
  }

  return {
    init: async () => {},
    acquireConnection: async () => {
      const connection: Connection = {
        executeQuery: <R>(query: CompiledQuery) => run<R>(connection.transaction?.client ?? pool, query),
        // oxlint-disable-next-line require-yield -- nothing here is streamed
        async *streamQuery() {
          throw new Error('queries are not streamed')
        },
      }
      return connection
    },
    releaseConnection: async () => {},
    beginTransaction: (connection: Connection) =>
      new Promise((resolve, reject) => {
        void inTurn(
          () =>
            new Promise<void>((end) => {
              begin(connection, end).then(resolve, (error: unknown) => {
                if (connection.transaction) endTransaction(connection, error)
                else end()
                reject(error)
              })
            }),
        )
      }),
    commitTransaction: (connection: Connection) => finish(connection, 'commit'),
    rollbackTransaction: (connection: Connection) => finish(connection, 'rollback'),
    destroy: () => inTurn(() => pool.end()),
  }
}
