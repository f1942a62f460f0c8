// People of every role who are signed in, made in the database of a backend that runs.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { hashToken } from '../accounts/one-time.ts'
import { openDatabase, type Database } from '../storage/database.ts'
import type { AccountsTable } from '../storage/schema.ts'
import { createClient, type Client, type Started } from './start-backend.ts'

export type Role = AccountsTable['role']
export type Person = { id: string; role: Role }

const secret = () => randomBytes(32).toString('base64url')

/** The backend's own database, by a second connection. */
export const databaseOf = async (backend: Started): Promise<Database> => {
  const { databaseUrl, dataDir } = backend.config
  const database = await openDatabase(databaseUrl ?? join(dataDir, 'gramreel.db'))
  onTestFinished(() => database.destroy())
  return database
}

export const createPeople = (backend: Started, database: Database) => ({
  add: async (role: Role, fields: Partial<AccountsTable> = {}): Promise<Person> => {
    const id = secret().slice(0, 22)
    await database
      .insertInto('accounts')
      .values({ id, name: `A ${role}`, email: null, password_hash: null, role, created_at: 1, ...fields })
      .execute()
    return { id, role }
  },

  owner: async (): Promise<Person> =>
    database
      .selectFrom('accounts')
      .select(['id', 'role'])
      .where('role', '=', 'owner')
      .executeTakeFirstOrThrow(),

  /** A browser in which this person has just signed in. */
  browserOf: async (person: Person): Promise<Client> => {
    const token = secret()
    const now = Math.floor(Date.now() / 1000)
    await database
      .insertInto('sessions')
      .values({
        token_hash: hashToken(token),
        account_id: person.id,
        created_at: now,
        expires_at: now + 3600,
        grant_id: secret().slice(0, 22),
        browser: 'A program',
        address: '127.0.0.…',
        seen_at: now,
      })
      .execute()
    return createClient(backend.url, `gramreel_session=${token}`)
  },
})

export type People = ReturnType<typeof createPeople>
