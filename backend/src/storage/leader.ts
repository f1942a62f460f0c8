// "This backend alone does it": polls a bot, imports a channel. With SQLite there is one backend. On Postgres several share
// the catalogue, and each task has a lease in the database (on the database's clock), which its holder renews; when he
// dies, or stands still, another takes over within 15 s. After a standstill two may be at it for a moment, until the first
// has noticed: a task must bear being done twice, as everything that a kill may interrupt must.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { POSTGRES_NOW } from './clock.ts'
import type { Database } from './database.ts'

export type Closable = { close: () => Promise<void> }

export type Leader = {
  /**
   * Starts the task while no other backend is at it, closes it when that is no longer sure, and so on until `close`, which gives
   * it to the others. `task` names it, e.g. `bots/123/polling`.
   */
  lead: (task: string, start: () => Closable) => Closable
}

/** For the only backend there is: the task starts at once. */
export const soleLeader: Leader = { lead: (_task, start) => start() }

type Parts = {
  database: Database
  /** Names this process among those that run and those that ran. */
  holder: string
  onTrouble: (error: unknown) => void
  /** With the time between two looks, how long a task may lie idle after its holder died. */
  leaseMs?: number
}

export const createLeaseLeader = ({ database, holder, onTrouble, leaseMs = 10_000 }: Parts): Leader => {
  const renewMs = leaseMs * 0.3
  /** Between the moment we give up a lease and the moment another may take it. */
  const marginMs = leaseMs * 0.15

  /** True when it is ours for `leaseMs` from when we asked. */
  const take = async (task: string): Promise<boolean> => {
    const lease = { holder, expires_at: sql<number>`${POSTGRES_NOW} + ${leaseMs}::bigint` }
    const taken = await database
      .insertInto('leases')
      .values({ task, ...lease })
      .onConflict((conflict) =>
        conflict
          .column('task')
          .doUpdateSet(lease)
          .where((leases) =>
            leases.or([leases('leases.holder', '=', holder), leases('leases.expires_at', '<', POSTGRES_NOW)]),
          ),
      )
      .returning('task')
      .executeTakeFirst()
    return taken !== undefined
  }

  const giveBack = (task: string) =>
    database.deleteFrom('leases').where('task', '=', task).where('holder', '=', holder).execute()

  return {
    lead: (task, start) => {
      const stop = new AbortController()
      let running: Closable | undefined
      let closing = Promise.resolve()
      let tooLate: NodeJS.Timeout | undefined

      const end = (): Promise<void> => {
        clearTimeout(tooLate)
        const ended = running
        running = undefined
        if (ended) closing = ended.close().catch(onTrouble)
        return closing
      }

      const renew = async (): Promise<void> => {
        const askedAt = performance.now()
        const isOurs = await Promise.race([take(task), sleep(renewMs, undefined, { ref: false })])
        // No answer: the lease that we have goes on until it is too late.
        if (isOurs === undefined) return
        if (!isOurs) return end()
        await closing
        const leftMs = askedAt + leaseMs - marginMs - performance.now()
        if (leftMs <= 0) return end()
        clearTimeout(tooLate)
        tooLate = setTimeout(() => void end(), leftMs)
        if (!stop.signal.aborted) running ??= start()
      }

      const run = async (): Promise<void> => {
        while (!stop.signal.aborted) {
          await renew().catch(onTrouble)
          await sleep(renewMs, undefined, { signal: stop.signal }).catch(() => {})
        }
        await end()
        await giveBack(task).catch(onTrouble)
      }

      const over = run()
      return {
        close: () => {
          stop.abort()
          return over
        },
      }
    },
  }
}
