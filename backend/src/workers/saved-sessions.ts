// Telegram sessions kept for workers, each leased to one running instance: two instances on one session would have Telegram
// kill it (AUTH_KEY_DUPLICATED), and every deploy overlaps. An instance gets a session that nobody uses, or an empty place
// for a new one; so after the first few deploys none signs in anew.
//
// Who holds a lease and when he was last heard of is in the database, for several backends may lease the same sessions. Time
// does not count against a holder while backends are away: each gives him a whole lease from its own start. Nor does it
// count that a full disk takes no note of him.
import { randomBytes } from 'node:crypto'
import {
  SESSION_LEASE_SECONDS,
  SESSION_MAX_SLOTS,
  type LeasedSession,
  type TakeSession,
} from '@gramreel/contracts/workers'
import { createClock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import type { WorkerSessionsTable } from '../storage/schema.ts'
import type { SecretBox } from '../storage/secret-box.ts'

/** Sessions that nobody took for so long are of no use to anyone. */
const KEPT_SECONDS = 60 * 24 * 3600

export type Lease = { workerId: string; slot: string; instance: string }

const seconds = () => Math.floor(Date.now() / 1000)

const placeOf = (slot: string) => `worker_sessions/${slot}/session` as const

type Parts = {
  database: Database
  secretBox: SecretBox
  /** Milliseconds, the same for all backends on the database. */
  now?: () => Promise<number>
}

export const createSavedSessions = ({ database, secretBox, now = createClock(database) }: Parts) => {
  const startedAt = now()
  startedAt.catch(() => {})
  const heardHere = new Map<string, number>()

  const findHeld = async (rows: Pick<WorkerSessionsTable, 'slot' | 'holder' | 'heard_at'>[]) => {
    const time = await now()
    const since = time - SESSION_LEASE_SECONDS * 1000
    const atLeast = await startedAt.catch(() => time)
    const isHeld = ({ slot, holder, heard_at: heardAt }: (typeof rows)[number]) =>
      holder !== null && Math.max(atLeast, heardHere.get(slot) ?? 0, Math.min(heardAt ?? 0, time)) > since
    return new Set(rows.filter(isHeld).map(({ slot }) => slot))
  }

  const hear = async (slot: string): Promise<number> => {
    const time = await now()
    heardHere.set(slot, time)
    return time
  }

  /** Changes the row if the lease is still his, and takes note of him. */
  const changeAsHolder = async (
    { workerId, slot, instance }: Lease,
    change: { session_enc?: string | null; used_at?: number },
  ): Promise<boolean> => {
    const { numUpdatedRows } = await database
      .updateTable('worker_sessions')
      .set({ ...change, heard_at: await hear(slot) })
      .where('slot', '=', slot)
      .where('worker_id', '=', workerId)
      .where('holder', '=', instance)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

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
        const held = await findHeld(rows)
        const free = rows.filter(({ slot }) => !held.has(slot))
        const row =
          rows.find(({ holder }) => holder === instance) ??
          free.find(({ session_enc: session }) => session !== null) ??
          free[0]
        if (row) {
          await transaction
            .updateTable('worker_sessions')
            .set({ holder: instance, used_at: seconds(), heard_at: await hear(row.slot) })
            .where('slot', '=', row.slot)
            .execute()
          return row
        }
        if (rows.length >= (isSingle ? 1 : SESSION_MAX_SLOTS)) return undefined
        const slot = randomBytes(16).toString('base64url')
        const values = { slot, worker_id: workerId, pool, holder: instance, used_at: seconds() }
        await transaction
          .insertInto('worker_sessions')
          .values({ ...values, heard_at: await hear(slot) })
          .execute()
        return { slot, session_enc: null }
      })
      if (!leased) return undefined
      const { slot, session_enc: sealed } = leased
      // Sealed with another SECRET_KEY: as good as none.
      return { slot, session: sealed === null ? null : (secretBox.open(sealed, placeOf(slot)) ?? null) }
    },

    /** False when the lease is another's. */
    renew: (lease: Lease): Promise<boolean> => changeAsHolder(lease, {}),

    /** Keeps the session, or forgets it where it is null; false when the lease is another's. */
    save: (lease: Lease, session: string | null): Promise<boolean> => {
      const sealed = session === null ? null : secretBox.seal(session, placeOf(lease.slot))
      return changeAsHolder(lease, { session_enc: sealed, used_at: seconds() })
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
