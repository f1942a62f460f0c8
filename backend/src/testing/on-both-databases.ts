// What must hold on SQLite must hold on Postgres: a suite of tests, run on both.
//
//   onBothDatabases(({ open }) => {
//     test('…', async () => {
//       const database = await open()
//
// Two backends on one database: `const place = await create()`, then `open(place)` for each.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Client } from 'pg'
import { describe, inject, onTestFinished } from 'vitest'
import { openDatabase, type Database } from '../storage/database.ts'
import { isLeftOut } from './find-postgres.ts'
import { addressOf, ensurePostgres, TEMPLATE } from './start-postgres.ts'
import { temporaryFolder } from './temporary-folder.ts'

export type Databases = {
  kind: 'SQLite' | 'Postgres'
  /** A place for a database of the test's own: a path or a postgres:// address. */
  create: () => Promise<string>
  /** The same, with no tables yet. */
  createEmpty: () => Promise<string>
  /** The database at that place, else a new one, with the newest schema; closed with the test. */
  open: (place?: string) => Promise<Database>
}

const openAt = async (place: string): Promise<Database> => {
  const database = await openDatabase(place)
  onTestFinished(() => database.destroy())
  return database
}

const sqlite: Databases = {
  kind: 'SQLite',
  create: async () => join(await temporaryFolder(), 'test.db'),
  createEmpty: () => sqlite.create(),
  open: async (place) => openAt(place ?? (await sqlite.create())),
}

/** Executes it there, past the backend. */
export const executeAt = async (address: string, statement: string): Promise<void> => {
  const client = new Client(address)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

const createDatabase = async (template: string): Promise<string> => {
  const folder = inject('postgresFolder')
  const inPostgres = (statement: string) => executeAt(addressOf(folder, 'postgres'), statement)
  await ensurePostgres(folder, () => inPostgres(`create database ${TEMPLATE} template template0`))
  const name = `test_${randomBytes(8).toString('hex')}`
  await inPostgres(`create database ${name} template ${template}`)
  return addressOf(folder, name)
}

/** Making a database takes far longer than emptying one: those of earlier tests of this file are used again. */
const emptied: string[] = []
const EMPTY = `do $$ begin
  perform pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();
  execute (select 'truncate ' || string_agg(quote_ident(tablename), ', ') || ' restart identity'
    from pg_tables where schemaname = 'public' and tablename not like 'kysely%');
end $$`

/** A Postgres database of the test's own, with the newest schema. */
export const createPostgresDatabase = async (): Promise<string> => {
  const place = emptied.pop() ?? (await createDatabase(TEMPLATE))
  onTestFinished(async () => {
    await executeAt(place, EMPTY)
    emptied.push(place)
  })
  return place
}

const postgres: Databases = {
  kind: 'Postgres',
  create: createPostgresDatabase,
  createEmpty: () => createDatabase('template0'),
  open: async (place) => openAt(place ?? (await postgres.create())),
}

export const onBothDatabases = (suite: (databases: Databases) => void): void => {
  onSqlite(suite)
  onPostgres(suite)
}

export const onSqlite = (suite: (databases: Databases) => void): void => {
  describe('on SQLite', () => suite(sqlite))
}

/** What only Postgres has, such as several backends at once. */
export const onPostgres = (suite: (databases: Databases) => void): void => {
  describe.skipIf(isLeftOut())('on Postgres', () => suite(postgres))
}
