// The rows of a stretch of time.
import { FIRST_BYTE_BUCKETS } from '@gramreel/contracts/enrolment'
import type { Database } from '../storage/database.ts'

const numbersIn = (json: string): number[] => {
  const value: unknown = JSON.parse(json)
  return Array.isArray(value) ? value.map(Number).filter(Number.isFinite) : []
}

export const readPlaybacks = async (database: Database, from: number) => {
  const rows = await database.selectFrom('playbacks').selectAll().where('hour', '>=', from).execute()
  return rows.map((row) => ({ ...row, seeks: numbersIn(row.seeks) }))
}
export type Playback = Awaited<ReturnType<typeof readPlaybacks>>[number]

export const readPages = (database: Database, from: number) =>
  database.selectFrom('page_loads').selectAll().where('hour', '>=', from).execute()
export type PageLoad = Awaited<ReturnType<typeof readPages>>[number]

export const readWorkerHours = async (database: Database, from: number) => {
  const rows = await database
    .selectFrom('worker_hours')
    .leftJoin('workers', 'workers.worker_id', 'worker_hours.worker_id')
    .selectAll('worker_hours')
    .select('workers.name')
    .where('hour', '>=', from)
    .execute()
  return rows.map(({ name, first_bytes: json, ...row }) => {
    const counts = numbersIn(json)
    const firstBytes = [...FIRST_BYTE_BUCKETS, Infinity].map((_, i) => counts[i] ?? 0)
    return { ...row, name: name ?? row.worker_id, firstBytes }
  })
}
export type WorkerHour = Awaited<ReturnType<typeof readWorkerHours>>[number]
