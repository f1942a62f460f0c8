// Workers in the database: the code each came with, what it proved, and what it sent.
import { createHash, randomBytes } from 'node:crypto'
import { CODE_LIFETIME_SECONDS, type Enrolment, type WorkerReport } from '@gramreel/contracts/enrolment'
import type { WorkerChange } from '@gramreel/contracts/worker-list'
import type { Selectable } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { WorkersTable } from '../storage/schema.ts'

/** A worker that links may name. */
export type KnownWorker = {
  id: string
  url: string
  botId: number | undefined
  /** Its host's allowance of this month is used up. */
  isSpent: boolean
}

export type WorkerRow = Selectable<WorkersTable>

/** A worker as it enrolled. */
export type EnrolledRow = WorkerRow & { worker_id: string; url: string; bot_id: number; public_key: string }

/** Render's free plan, https://render.com/docs/free: 100 GB a month for all services together. */
const RENDER_FREE_BYTES = 100e9
const KEPT_MONTHS = 3

export const isEnrolled = (row: WorkerRow): row is EnrolledRow =>
  row.worker_id !== null && row.url !== null && row.bot_id !== null && row.public_key !== null

const hashOf = (code: string) => createHash('sha256').update(code).digest('base64url')

/** UTC, as `2026-11`. */
export const monthOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 7)

const defaultAllowance = (url: string) =>
  new URL(url).hostname.endsWith('.onrender.com') ? RENDER_FREE_BYTES : null

export const createWorkerStore = (database: Database, now = () => Math.floor(Date.now() / 1000)) => {
  const rows = () => database.selectFrom('workers').selectAll().orderBy('created_at').orderBy('id').execute()

  /** By the worker's name in links: bytes sent this month. */
  const sentThisMonth = async (): Promise<Map<string, number>> => {
    const sums = await database
      .selectFrom('worker_traffic')
      .select(['worker_id', (expression) => expression.fn.sum<number | string>('sent_bytes').as('bytes')])
      .where('month', '=', monthOf(now()))
      .groupBy('worker_id')
      .execute()
    return new Map(sums.map(({ worker_id: id, bytes }) => [id, Number(bytes)]))
  }

  return {
    rows,
    sentThisMonth,

    enrolled: async (): Promise<KnownWorker[]> => {
      const sent = await sentThisMonth()
      return (await rows())
        .filter(isEnrolled)
        .map(({ worker_id: id, url, bot_id: botId, allowance_bytes: allowed }) => ({
          id,
          url,
          botId,
          isSpent: allowed !== null && (sent.get(id) ?? 0) >= allowed,
        }))
    },

    /** A place for one worker more; the code that opens it is kept nowhere. */
    invite: async (name: string, galleryOrigin: string) => {
      const id = randomBytes(12).toString('base64url')
      const code = randomBytes(16).toString('base64url')
      const expiresAt = now() + CODE_LIFETIME_SECONDS
      const values = {
        id,
        name,
        code_hash: hashOf(code),
        code_expires_at: expiresAt,
        gallery_origin: galleryOrigin,
        created_at: now(),
      }
      await database.insertInto('workers').values(values).execute()
      return { id, code, expiresAt }
    },

    byCode: (code: string): Promise<WorkerRow | undefined> =>
      database.selectFrom('workers').selectAll().where('code_hash', '=', hashOf(code)).executeTakeFirst(),

    /** Undefined for one that never enrolled, or was removed. */
    byWorkerId: async (workerId: string): Promise<EnrolledRow | undefined> => {
      const row = await database
        .selectFrom('workers')
        .selectAll()
        .where('worker_id', '=', workerId)
        .executeTakeFirst()
      return row && isEnrolled(row) ? row : undefined
    },

    /** Whether another worker has this name or this address. */
    isTaken: async (id: string, workerId: string, url: string): Promise<boolean> => {
      const other = await database
        .selectFrom('workers')
        .select('id')
        .where('id', '!=', id)
        .where((expression) =>
          expression.or([expression('worker_id', '=', workerId), expression('url', '=', url)]),
        )
        .executeTakeFirst()
      return other !== undefined
    },

    /** Keeps what it proved, unless its place was taken by another key, or away, meanwhile: then false. */
    enrol: async (row: WorkerRow, workerId: string, enrolment: Enrolment): Promise<boolean> => {
      const { publicKey, url, botId, version } = enrolment
      const { numUpdatedRows } = await database
        .updateTable('workers')
        .set({
          worker_id: workerId,
          public_key: publicKey,
          url,
          bot_id: botId,
          version,
          enrolled_at: now(),
          allowance_bytes: row.url === url ? row.allowance_bytes : defaultAllowance(url),
        })
        .where('id', '=', row.id)
        .where((expression) =>
          expression.or([expression('public_key', 'is', null), expression('public_key', '=', publicKey)]),
        )
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    change: async (id: string, { name, allowanceBytes }: WorkerChange): Promise<boolean> => {
      const { numUpdatedRows } = await database
        .updateTable('workers')
        .set({
          // So that there is always something to set.
          id,
          ...(name !== undefined && { name }),
          ...(allowanceBytes !== undefined && { allowance_bytes: allowanceBytes }),
        })
        .where('id', '=', id)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    /** With its sessions: nothing of it is good any more. */
    remove: async (id: string): Promise<boolean> =>
      database.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('workers')
          .select('worker_id')
          .where('id', '=', id)
          .executeTakeFirst()
        if (!row) return false
        if (row.worker_id !== null) {
          for (const table of ['worker_sessions', 'worker_traffic', 'worker_hours'] as const)
            await transaction.deleteFrom(table).where('worker_id', '=', row.worker_id).execute()
        }
        await transaction.deleteFrom('workers').where('id', '=', id).execute()
        return true
      }),

    report: async (workerId: string, { instance, month, sentBytes }: WorkerReport): Promise<void> => {
      const oldest = monthOf(now() - KEPT_MONTHS * 31 * 24 * 3600)
      await database.deleteFrom('worker_traffic').where('month', '<', oldest).execute()
      await database
        .insertInto('worker_traffic')
        .values({ worker_id: workerId, instance, month, sent_bytes: sentBytes })
        .onConflict((conflict) =>
          conflict.columns(['worker_id', 'month', 'instance']).doUpdateSet({ sent_bytes: sentBytes }),
        )
        .execute()
    },

    /** A file of that bot to try a worker with, the newest one of a MiB at least. */
    sample: (botId: number, minBytes: number) =>
      database
        .selectFrom('files')
        .selectAll()
        .where('bot_id', '=', botId)
        .where('size', '>=', minBytes)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst(),
  }
}

export type WorkerStore = ReturnType<typeof createWorkerStore>
