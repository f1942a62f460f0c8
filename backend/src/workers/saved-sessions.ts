// Telegram sessions kept for workers, each leased to one running instance: two instances on one session would have Telegram
// kill it (AUTH_KEY_DUPLICATED), and every deploy overlaps. An instance gets a session that nobody uses, or an empty place
// for a new one; so after the first few deploys none signs in anew.
//
// Who holds a lease is in the database, when he was last heard of in memory. So time does not count against a holder while
// this backend is away: after a restart he has a whole lease to be heard again.
import { randomBytes } from 'node:crypto'
import {
  SESSION_LEASE_SECONDS,
  SESSION_MAX_SLOTS,
  type LeasedSession,
  type TakeSession,
} from '@gramreel/contracts/workers'
import type { Database } from '../storage/database.ts'
import type { SecretBox } from '../storage/secret-box.ts'

/** Sessions that nobody took for so long are of no use to anyone. */
const KEPT_SECONDS = 60 * 24 * 3600

export type Lease = { workerId: string; slot: string; instance: string }

const seconds = () => Math.floor(Date.now() / 1000)

const placeOf = (slot: string) => `worker_sessions/${slot}/session` as const

type Parts = {
  database: Database
  secretBox: SecretBox
  /** Milliseconds on a clock that is never set. */
  now?: () => number
}

export const createSavedSessions = ({ database, secretBox, now = () => performance.now() }: Parts) => {
  const startedAt = now()
  const heardAt = new Map<string, number>()

  const isHeld = ({ slot, holder }: { slot: string; holder: string | null }): boolean =>
    holder !== null && now() - (heardAt.get(slot) ?? startedAt) < SESSION_LEASE_SECONDS * 1000

  const isHolder = ({ workerId, slot, instance }: Lease) =>
    database
      .selectFrom('worker_sessions')
      .select('slot')
      .where('slot', '=', slot)
      .where('worker_id', '=', workerId)
      .where('holder', '=', instance)
      .executeTakeFirst()

  return {
    /** The instance's own lease, else a free session, else an empty place; undefined when all are taken. */
    take: async (
      workerId: string,
      { instance, pool, isSingle }: TakeSession,
    ): Promise<LeasedSession | undefined> => {
      const leased = await database.transaction().execute(async (transaction) => {
        await transaction
          .deleteFrom('worker_sessions')
          .where('used_at', '<', seconds() - KEPT_SECONDS)
          .execute()
        const rows = await transaction
          .selectFrom('worker_sessions')
          .selectAll()
          .where('worker_id', '=', workerId)
          .where('pool', '=', pool)
          .orderBy('used_at', 'desc')
          .execute()
        const free = rows.filter((row) => !isHeld(row))
        const row =
          rows.find(({ holder }) => holder === instance) ??
          free.find(({ session_enc: session }) => session !== null) ??
          free[0]
        if (row) {
          await transaction
            .updateTable('worker_sessions')
            .set({ holder: instance, used_at: seconds() })
            .where('slot', '=', row.slot)
            .execute()
          return row
        }
        if (rows.length >= (isSingle ? 1 : SESSION_MAX_SLOTS)) return undefined
        const slot = randomBytes(16).toString('base64url')
        const values = { slot, worker_id: workerId, pool, holder: instance, used_at: seconds() }
        await transaction.insertInto('worker_sessions').values(values).execute()
        return { slot, session_enc: null }
      })
      if (!leased) return undefined
      const { slot, session_enc: sealed } = leased
      heardAt.set(slot, now())
      // Sealed with another SECRET_KEY: as good as none.
      return { slot, session: sealed === null ? null : (secretBox.open(sealed, placeOf(slot)) ?? null) }
    },

    /** False when the lease is another's. */
    renew: async (lease: Lease): Promise<boolean> => {
      if (!(await isHolder(lease))) return false
      heardAt.set(lease.slot, now())
      return true
    },

    /** Keeps the session, or forgets it where it is null; false when the lease is another's. */
    save: async (lease: Lease, session: string | null): Promise<boolean> => {
      const sealed = session === null ? null : secretBox.seal(session, placeOf(lease.slot))
      const { numUpdatedRows } = await database
        .updateTable('worker_sessions')
        .set({ session_enc: sealed, used_at: seconds() })
        .where('slot', '=', lease.slot)
        .where('worker_id', '=', lease.workerId)
        .where('holder', '=', lease.instance)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return false
      heardAt.set(lease.slot, now())
      return true
    },

    /** Gives the lease back, if it is still his. */
    release: async ({ workerId, slot, instance }: Lease): Promise<void> => {
      await database
        .updateTable('worker_sessions')
        .set({ holder: null })
        .where('slot', '=', slot)
        .where('worker_id', '=', workerId)
        .where('holder', '=', instance)
        .execute()
    },
  }
}

export type SavedSessions = ReturnType<typeof createSavedSessions>
