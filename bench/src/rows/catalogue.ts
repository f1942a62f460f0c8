// The catalogue with 200,000 items, on SQLite and on Postgres: how long its backend takes for pages, searches and timelines, and
// for how long at most it answers nobody else meanwhile.
import { join } from 'node:path'
import type { Findings, Row, Scale } from '../figures.ts'
import { percentile } from '../figures.ts'
import { startBackend, type MeasuredBackend } from '../stage/backend.ts'
import { fillPostgres, fillSqlite } from '../stage/fill-catalogue.ts'
import { openPostgres } from '../stage/postgres.ts'
import type { Stage } from '../stage/stage.ts'
import { QUESTIONS, SORTS, TIMELINES, type Questions } from './catalogue-questions.ts'

/** A film's next link, or a worker's heartbeat, waits for so long at most. */
const HOLD_MS = 20

type Asked = { question: string; taken: number[]; held: number }

const pathOf = (question: string): string => (question.startsWith('/') ? question : `/api/files?${question}`)

const p95 = ({ taken }: Asked): number => percentile(taken, 0.95)
const slowest = (all: readonly Asked[], by: (asked: Asked) => number): Asked =>
  all.toSorted((one, other) => by(other) - by(one))[0] ?? { question: '', taken: [], held: 0 }

export async function ask(backend: MeasuredBackend, question: string, times: number): Promise<Asked> {
  const path = pathOf(question)
  for (let i = 0; i < 3; i++) await backend.time(path)
  await backend.longestHold()
  const taken: number[] = []
  for (let i = 0; i < times; i++) taken.push(await backend.time(path))
  return { question, taken, held: await backend.longestHold() }
}

async function askOnce(backend: MeasuredBackend, question: string): Promise<Asked> {
  await backend.longestHold()
  const taken = [await backend.time(`/api/timeline?${question}`)]
  return { question, taken, held: await backend.longestHold() }
}

const rowOf = (what: string, limit: number, all: readonly Asked[]): Row => {
  const worst = slowest(all, p95)
  return {
    what,
    digits: 1,
    worker: all.flatMap(({ taken }) => taken),
    target: `p95 ≤ ${limit}: ${p95(worst).toFixed(1)} (${worst.question})`,
    isMet: p95(worst) <= limit,
  }
}

const holdsOf = (what: string, all: readonly Asked[]): Row => {
  const worst = slowest(all, ({ held }) => held)
  return {
    what,
    digits: 1,
    worker: all.map(({ held }) => held),
    target: `≤ ${HOLD_MS} (${worst.question})`,
    isMet: worst.held <= HOLD_MS,
  }
}

/** A page in the middle of each order, as the gallery asks for it. */
async function middlePages(backend: MeasuredBackend): Promise<Questions> {
  const asked: string[] = []
  for (const sort of SORTS) {
    const { cursors, counts } = await backend.read<{ cursors: string[]; counts: number[] }>(
      `/api/timeline?sort=${sort}`,
    )
    const middle = Math.floor(cursors.length / 2)
    asked.push(`sort=${sort}&cursor=${cursors[middle]}&limit=${counts[middle]}`)
  }
  return { what: 'a page in the middle, in each order', limit: 20, asked }
}

async function measureBackend(backend: MeasuredBackend, about: string, times: number): Promise<Row[]> {
  const rows: Row[] = []
  const timelines: Asked[] = []
  await ask(backend, 'sort=posted', times)
  for (const { what, limit, asked } of TIMELINES) {
    const all: Asked[] = []
    for (const question of asked) all.push(await askOnce(backend, question))
    rows.push(rowOf(`ms for ${what}, ${about}`, limit, all))
    timelines.push(...all)
  }
  const answers: Asked[] = []
  for (const { what, limit, asked } of [...QUESTIONS, await middlePages(backend)]) {
    const all: Asked[] = []
    for (const question of asked) all.push(await ask(backend, question, times))
    rows.push(rowOf(`ms for ${what}, ${about}`, limit, all))
    answers.push(...all)
  }
  return [
    ...rows,
    holdsOf(`ms that others wait at most while a timeline is made, ${about}`, timelines),
    holdsOf(`ms that others wait at most for each of these pages and searches, ${about}`, answers),
  ]
}

export async function measureCatalogue(stage: Stage, { pick }: Scale): Promise<Findings> {
  const items = pick(200_000, 20_000)
  const times = pick(20, 5)
  const remarks: string[] = []
  const rows: Row[] = []

  const measure = async (database: string, settings: Record<string, string>, fill: () => Promise<void>) => {
    // Its start makes the tables, the next one sees what is in them.
    await (await startBackend(settings)).stop()
    await fill()
    const backend = await startBackend(settings)
    try {
      rows.push(...(await measureBackend(backend, `${items} items, ${database}`, times)))
    } finally {
      await backend.stop()
    }
  }

  const dataDir = join(stage.folder, 'catalogue')
  await measure('SQLite', { DATA_DIR: dataDir }, () =>
    fillSqlite(join(dataDir, 'gramreel.db'), items, { isLivedIn: true }),
  )
  const postgres = await openPostgres()
  if (postgres === undefined) remarks.push('There is no Postgres here, so only SQLite was measured.')
  else {
    const settings = {
      DATA_DIR: join(stage.folder, 'catalogue of postgres'),
      DATABASE_URL: postgres.url,
      SECRET_KEY: 'a key for nothing secret',
    }
    try {
      await measure('Postgres', settings, () => fillPostgres(postgres.url, items, { isLivedIn: true }))
    } finally {
      await postgres.close()
    }
  }
  remarks.push(
    `The catalogue: a page has 200 items and the exact total. Each question ${times} times, one after the other, over HTTP on loopback, after 3 that do not count; the target is for the slowest question of its kind, which stands behind the figure. Each timeline is made once: what is kept is sent at once.`,
  )
  return { rows, remarks }
}
