// The workers as their owner sees them.
import type { WorkerItem } from '@gramreel/contracts/worker-list'
import type { EnrolmentProblems } from './enrolment.ts'
import { judgeWorker } from './judge-worker.ts'
import type { Trial } from './try-worker.ts'
import { isEnrolled, type WorkerRow, type WorkerStore } from './worker-store.ts'
import type { Workers } from './workers.ts'

/** The worker of the settings has no row, and this for an id. */
export const SETTINGS_ID = 'settings'

type Parts = {
  store: Pick<WorkerStore, 'rows' | 'sentThisMonth'>
  workers: Pick<Workers, 'list' | 'reload'>
  named: { id: string } | undefined
  problems: EnrolmentProblems
  /** Of each worker, by its name in links. */
  trials: ReadonlyMap<string, Trial>
  botUsername: (botId: number) => string | null
  version: string
}

const iso = (seconds: number) => new Date(seconds * 1000).toISOString()

export const createWorkerItems = (parts: Parts) => {
  const { store, workers, named, problems, trials, botUsername, version } = parts

  const expected = (row: WorkerRow): WorkerItem => ({
    id: row.id,
    name: row.name,
    workerId: null,
    url: null,
    botUsername: null,
    version: null,
    state: row.code_expires_at < Date.now() / 1000 ? 'late' : 'expected',
    isFull: false,
    codeExpiresAt: iso(row.code_expires_at),
    problem: problems.get(row.id) ?? null,
    sentBytes: null,
    allowanceBytes: row.allowance_bytes,
    checks: [],
    checkedAt: null,
  })

  return async (): Promise<WorkerItem[]> => {
    // One may have come a moment ago, or to another backend.
    await workers.reload()
    const [rows, sent] = await Promise.all([store.rows(), store.sentThisMonth()])
    const live = new Map(workers.list().map((worker) => [worker.id, worker]))

    const present = (workerId: string, row: WorkerRow | undefined): WorkerItem[] => {
      const worker = live.get(workerId)
      if (!worker) return []
      const { url, botId, state, isFull, reading } = worker
      const trial = trials.get(workerId)
      const sentBytes = sent.get(workerId) ?? null
      const allowanceBytes = row?.allowance_bytes ?? null
      return [
        {
          id: row?.id ?? SETTINGS_ID,
          name: row?.name ?? workerId,
          workerId,
          url,
          botUsername: botId === undefined ? null : botUsername(botId),
          version: reading.health?.version ?? row?.version ?? null,
          state,
          isFull,
          codeExpiresAt: null,
          problem: row ? (problems.get(row.id) ?? null) : null,
          sentBytes,
          allowanceBytes,
          checks: judgeWorker({ reading, trial, version, sentBytes, allowanceBytes }),
          checkedAt: trial?.at.toISOString() ?? null,
        },
      ]
    }

    return [
      ...(named ? present(named.id, undefined) : []),
      ...rows.flatMap((row) => (isEnrolled(row) ? present(row.worker_id, row) : [expected(row)])),
    ]
  }
}
