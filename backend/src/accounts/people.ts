// What the owner changes about people. Whatever it is, there is an owner afterwards.
import type { Person, Role } from '@gramreel/contracts/accounts'
import { PublicError } from '@gramreel/contracts/errors'
import type { Database } from '../storage/database.ts'
import type { AccountsTable } from '../storage/schema.ts'
import { toAccount } from './accounts.ts'
import { isoTime, nowSeconds } from './one-time.ts'
import type { Sessions } from './sessions.ts'

const RANKS = { viewer: 0, member: 1, owner: 2 }

type Parts = {
  database: Database
  sessions: Sessions
  /** Ends what else a person made that lets others in (shares, uploads), before the account goes; in the same transaction. */
  endWorks: (accountId: string, within: Database) => Promise<void>
}

/** Throws not_found. */
export const findPerson = async (id: string, within: Database): Promise<AccountsTable> => {
  const row = await within.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new PublicError('not_found', 'no such person')
  return row
}

/**
 * One at a time: on Postgres the update locks the owners' rows until the transaction ends, so that two owners cannot
 * send each other away; SQLite has one transaction at a time anyway.
 */
const lockOwners = (within: Database) =>
  within.updateTable('accounts').set({ role: 'owner' }).where('role', '=', 'owner').execute()

/** Throws last_owner. */
const expectOwner = async (within: Database): Promise<void> => {
  const row = await within.selectFrom('accounts').select('id').where('role', '=', 'owner').executeTakeFirst()
  if (!row) throw new PublicError('last_owner', 'nobody would be owner')
}

export const createPeople = ({ database, sessions, endWorks }: Parts) => ({
  list: async (): Promise<Person[]> => {
    const rows = await database
      .selectFrom('accounts')
      .leftJoin('sessions', (join) =>
        join.onRef('sessions.account_id', '=', 'accounts.id').on('sessions.expires_at', '>', nowSeconds()),
      )
      .selectAll('accounts')
      .select(({ fn }) => fn.max('sessions.seen_at').as('seen_at'))
      .groupBy('accounts.id')
      .orderBy('accounts.created_at')
      .orderBy('accounts.id')
      .execute()
    return rows.map((row) => ({
      ...toAccount(row),
      joinedAt: isoTime(row.created_at),
      lastSeenAt: row.seen_at === null ? null : isoTime(row.seen_at),
    }))
  },

  /** From the next request on; what a higher role allowed ends at once. Throws not_found or last_owner. */
  changeRole: async (id: string, role: Role): Promise<void> =>
    database.transaction().execute(async (transaction) => {
      await lockOwners(transaction)
      const before = await findPerson(id, transaction)
      await transaction.updateTable('accounts').set({ role }).where('id', '=', id).execute()
      await expectOwner(transaction)
      if (RANKS[role] < RANKS[before.role]) await sessions.renewGrants(id, transaction)
    }),

  /** With sessions, grants and all that was theirs. Throws not_found or last_owner. */
  remove: async (id: string): Promise<void> => {
    const announce = await database.transaction().execute(async (transaction) => {
      await lockOwners(transaction)
      await findPerson(id, transaction)
      const ended = await sessions.endAll(id, transaction)
      await endWorks(id, transaction)
      await transaction.deleteFrom('accounts').where('id', '=', id).execute()
      await expectOwner(transaction)
      return ended
    })
    announce()
  },
})

export type People = ReturnType<typeof createPeople>
