// The catalogue with 200,000 items, on SQLite and on Postgres: how long the backend takes for a page, by its own answers.
import { join } from 'node:path'
import type { Findings, Row, Scale } from '../figures.ts'
import { percentile } from '../figures.ts'
import { fillPostgres, fillSqlite } from '../stage/fill-catalogue.ts'
import { startBackend } from '../stage/backend.ts'
import { openPostgres } from '../stage/postgres.ts'
import type { Stage } from '../stage/stage.ts'

const PAGE = '≤ 20'
const SEARCH = '≤ 50'

/** What is asked for, and how long it may take. */
const QUERIES: [string, string, string][] = [
  ['the first page', '', PAGE],
  ['a page of one kind', 'kind=video', PAGE],
  ['a page in the middle', 'cursor=middle', PAGE],
  ['a page, the oldest first', 'sort=oldest', PAGE],
  ['a page by the date taken', 'sort=taken', PAGE],
  ['a page, the largest first', 'sort=largest', PAGE],
  ['a page by name', 'sort=name', PAGE],
  ['a page of the largest of one kind', 'sort=largest&kind=video', PAGE],
  ['a word that a tenth has, the largest first', 'sort=largest&q=summer', SEARCH],
  ['a word that a tenth has', 'q=summer', SEARCH],
  ['a word that all have', 'q=img_20', SEARCH],
  ['the middle of a word', 'q=umme', SEARCH],
  ['two words and a kind', 'q=summer+city&kind=video', SEARCH],
  ['a name that one has', 'q=199999', SEARCH],
  ['a word that none has', 'q=nothinglikethis', SEARCH],
  ['Cyrillic', 'q=лето', SEARCH],
  ['one letter that none has', 'q=夏', SEARCH],
  ['two letters that a tenth has', 'q=東京', SEARCH],
]

const limitOf = (target: string): number => Number(target.slice(2))

export async function measureCatalogue(stage: Stage, { pick }: Scale): Promise<Findings> {
  const items = pick(200_000, 20_000)
  const times = pick(60, 10)
  const remarks: string[] = []
  const rows: Row[] = []

  const measure = async (database: string, settings: Record<string, string>, fill: () => Promise<void>) => {
    // Its start makes the tables, the next one sees what is in them.
    await (await startBackend(settings)).stop()
    await fill()
    const backend = await startBackend(settings)
    try {
      const middle = Buffer.from(`${1_500_000_000 + items * 500}.${items / 2}`).toString('base64url')
      for (const [what, query, target] of QUERIES) {
        const path = `/api/files?${query.replace('=middle', `=${middle}`)}`
        for (let i = 0; i < 5; i++) await backend.time(path)
        const taken: number[] = []
        for (let i = 0; i < times; i++) taken.push(await backend.time(path))
        const p95 = percentile(taken, 0.95)
        rows.push({
          what: `ms for ${what}, ${items} items, ${database}`,
          digits: 1,
          worker: taken,
          target: `p95 ${target}: ${p95.toFixed(1)}`,
          isMet: p95 <= limitOf(target),
        })
      }
    } finally {
      await backend.stop()
    }
  }

  const dataDir = join(stage.folder, 'catalogue')
  await measure('SQLite', { DATA_DIR: dataDir }, () => fillSqlite(join(dataDir, 'gramreel.db'), items))
  const postgres = await openPostgres()
  if (postgres === undefined) remarks.push('There is no Postgres here, so only SQLite was measured.')
  else {
    const settings = {
      DATA_DIR: join(stage.folder, 'catalogue of postgres'),
      DATABASE_URL: postgres.url,
      SECRET_KEY: 'a key for nothing secret',
    }
    try {
      await measure('Postgres', settings, () => fillPostgres(postgres.url, items))
    } finally {
      await postgres.close()
    }
  }
  remarks.push(
    `A page has 200 items and the exact total. ${times} requests one after the other over HTTP on loopback, after 5 that do not count.`,
  )
  return { rows, remarks }
}
