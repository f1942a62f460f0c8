import type { FileItem, FileSort } from '@gramreel/contracts/catalogue'
import { FILE_SORTS } from '@gramreel/contracts/catalogue'
import { levelOf, readLevel, shapeOf } from '@gramreel/contracts/shapes'
import { QUARTER_SECONDS, type Timeline } from '@gramreel/contracts/timeline'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Database } from '../storage/database.ts'
import { aFile } from '../testing/a-file.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { createClient, startBackend } from '../testing/start-backend.ts'
import { databaseOf } from '../testing/people.ts'
import { createCatalogue } from './catalogue.ts'
import { createFileFinder } from './find-files.ts'
import { createTimelines, createTimelineWriter } from './timeline.ts'

const SHAPES = [
  [1600, 900],
  [900, 1600],
  [1000, 1000],
] as const

/** In no order at all, with equal times, sizes and names among them. */
const several = (count: number) =>
  Array.from({ length: count }, (_, n) => {
    const [width, height] = SHAPES[n % 3] ?? [1, 1]
    return aFile({
      name: `${['Über', 'uber', 'Zebra', 'apfel'][n % 4]} ${Math.floor(n / 8)}.mp4`,
      kind: n % 5 === 0 ? 'photo' : 'video',
      posted_at: 1_790_000_000 + ((n * 7919) % count) * 400,
      size: 1000 + (n % 11),
      width,
      height,
    })
  })

const readTimeline = (text: string): Timeline => {
  const timeline: Timeline = JSON.parse(text)
  return timeline
}
const parsed = async ({ body }: { body: Buffer }): Promise<Timeline> =>
  readTimeline((await promisify(gunzip)(body)).toString())

const timelinesOf = (database: Database) => createTimelines(database, createFileFinder(database))

onBothDatabases((databases) => {
  const open = async (count: number) => {
    const database = await databases.open()
    const catalogue = createCatalogue(database)
    await catalogue.save(several(count))
    return { database, catalogue, timelines: timelinesOf(database) }
  }

  const followed = async (
    { catalogue, timelines }: Awaited<ReturnType<typeof open>>,
    filter: { sort: FileSort; q?: string; kind?: 'video' },
  ) => {
    const timeline = await parsed(await timelines.get(filter))
    const items: FileItem[] = []
    for (const [page, cursor] of timeline.cursors.entries()) {
      const limit = timeline.counts[page] ?? 0
      const answer = await catalogue.page({ ...filter, limit, ...(cursor !== '' && { cursor }) })
      expect(answer.items).toHaveLength(limit)
      items.push(...answer.items)
    }
    return { timeline, items }
  }

  test.each(FILE_SORTS)(
    'by %s: shapes, times and pages are those of the items in this order',
    async (sort) => {
      const opened = await open(700)
      const { timeline, items } = await followed(opened, { sort })
      expect(timeline.total).toBe(700)
      expect(timeline.counts.length).toBeGreaterThan(1)
      expect(new Set(items.map(({ id }) => id)).size).toBe(700)
      expect(Array.from(timeline.shapes, (_, n) => readLevel(timeline.shapes, n))).toEqual(
        items.map((item) => levelOf(shapeOf(item))),
      )
      let quarter = 0
      const times = timeline.times.map((step) => (quarter += step))
      const isByTime = sort !== 'largest' && sort !== 'name'
      expect(times).toEqual(
        isByTime
          ? items.map(({ postedAt }) => Math.floor(Date.parse(postedAt) / 1000 / QUARTER_SECONDS))
          : [],
      )
    },
  )

  const KEYS: Record<FileSort, (item: FileItem) => number | string> = {
    posted: ({ postedAt }) => -Date.parse(postedAt),
    oldest: ({ postedAt }) => Date.parse(postedAt),
    taken: ({ postedAt }) => -Date.parse(postedAt),
    largest: ({ size }) => -size,
    name: ({ name }) => name.toLowerCase().replace('ü', 'u'),
  }

  test.each(FILE_SORTS)('by %s: a search of any length is ordered as the whole is', async (sort) => {
    const opened = await open(300)
    for (const q of ['uber', 'ze', 'mp4', 'apfel 3']) {
      const { items } = await followed(opened, { sort, q, kind: 'video' })
      const keys = items.map(KEYS[sort])
      expect(keys).toEqual(keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)))
      const all = (await opened.catalogue.page({ q, kind: 'video', limit: 500 })).items
      expect(items.map(({ id }) => id).toSorted()).toEqual(all.map(({ id }) => id).toSorted())
    }
  })

  test('pictures of before 1970 have their pages, too', async () => {
    const { database, catalogue } = await open(6)
    await database
      .updateTable('files')
      .set((row) => ({ taken_at: row('number', '-', 100_000_000) }))
      .execute()
    const seen: string[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await catalogue.page({ sort: 'taken', limit: 2, ...(cursor && { cursor }) })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect(new Set(seen).size).toBe(6)
  })

  test('by the day it was taken where that is known, else by the day of posting', async () => {
    const { database, catalogue } = await open(3)
    const [newest, middle, oldest] = (await catalogue.page({})).items
    const earlier = Date.parse(oldest?.postedAt ?? '') / 1000 - 1_000
    await database
      .updateTable('files')
      .set({ taken_at: earlier })
      .where('id', '=', newest?.id ?? '')
      .execute()
    const ids = (await catalogue.page({ sort: 'taken' })).items.map(({ id }) => id)
    expect(ids).toEqual([middle?.id, oldest?.id, newest?.id])
  })

  test('says where an item stands, and nothing of one that is not there', async () => {
    const { catalogue } = await open(40)
    for (const sort of FILE_SORTS) {
      const { items } = await catalogue.page({ sort, kind: 'video' })
      for (const [n, { id }] of items.entries()) {
        if (n % 7 === 0) expect(await catalogue.index(id, { sort, kind: 'video' })).toBe(n)
      }
    }
    const photo = (await catalogue.page({ kind: 'photo' })).items[0]?.id ?? ''
    await expect(catalogue.index(photo, { kind: 'video' })).rejects.toMatchObject({ code: 'file_not_found' })
    await expect(catalogue.index('nobody', {})).rejects.toMatchObject({ code: 'file_not_found' })
  })

  test('is made once, and anew after whatever changes it', async () => {
    const { database, catalogue, timelines } = await open(5)
    const first = await timelines.get({})
    expect(await timelines.get({})).toBe(first)
    await database.updateTable('files').set({ thumbhash: 'x' }).execute()
    expect(await timelines.get({})).toBe(first)

    const changes: (() => Promise<unknown>)[] = [
      () => catalogue.save([aFile({ name: 'news' })]),
      () => database.updateTable('files').set({ width: 10 }).where('name', '=', 'news').execute(),
      () => database.updateTable('files').set({ trashed_at: 1 }).where('name', '=', 'news').execute(),
      () => database.deleteFrom('files').where('name', '=', 'news').execute(),
    ]
    let before = first
    for (const change of changes) {
      await change()
      const after = await timelines.get({})
      expect(after).not.toBe(before)
      before = after
    }
    expect(before.etag).toBe(first.etag)
  })
})

const row = (number: number) => ({
  number,
  kind: 'photo' as const,
  width: 4,
  height: 3,
  has_picture: 0,
  key: number * 1000,
})

const timelineOf = (numbers: number[]) => {
  const writer = createTimelineWriter('posted')
  for (const number of numbers) writer.add(row(number))
  return writer.end()
}

describe('pages of a timeline', () => {
  const numbers = Array.from({ length: 20_000 }, (_, n) => 20_000 - n)

  test('are of a few hundred items', () => {
    const { counts } = timelineOf(numbers)
    expect(counts.reduce((sum, count) => sum + count)).toBe(20_000)
    expect(Math.max(...counts)).toBeLessThanOrEqual(400)
    expect(Math.min(...counts.slice(0, -1))).toBeGreaterThanOrEqual(120)
    expect(counts.length).toBeGreaterThan(20_000 / 300)
    expect(counts.length).toBeLessThan(20_000 / 150)
  })

  test('stay as they are but near what came or went', () => {
    const before = new Set(timelineOf(numbers).cursors)
    const news = [20_003, 20_002, 20_001, ...numbers.filter((number) => number !== 9_000)]
    const changed = timelineOf(news).cursors.filter((cursor) => !before.has(cursor))
    expect(changed.length).toBeLessThan(12)
  })

  test('of nothing are none', () => {
    expect(timelineOf([])).toEqual({ total: 0, shapes: '', times: [], cursors: [], counts: [] })
  })
})

test('GET /api/timeline comes packed, and not twice to whoever has it', async () => {
  const backend = await startBackend()
  const client = createClient(backend.url)
  await client.request('POST', '/api/session/code', { code: new URL(backend.signInUrl).hash.slice(6) })
  const catalogue = createCatalogue(await databaseOf(backend))
  await catalogue.save(several(300))
  const headers = { cookie: client.cookie() ?? '', 'accept-encoding': 'gzip' }
  const answer = await fetch(`${backend.url}/api/timeline?kind=video`, { headers })
  expect(answer.headers.get('content-encoding')).toBe('gzip')
  expect(answer.headers.get('cache-control')).toBe('private, no-cache')
  expect(readTimeline(await answer.text()).total).toBe(240)
  const etag = answer.headers.get('etag') ?? ''
  const again = await fetch(`${backend.url}/api/timeline?kind=video`, {
    headers: { ...headers, 'if-none-match': etag },
  })
  expect([again.status, await again.text()]).toEqual([304, ''])
  const plain = await fetch(`${backend.url}/api/timeline`, {
    headers: { ...headers, 'accept-encoding': 'identity' },
  })
  expect(plain.headers.get('content-encoding')).toBeNull()
  expect(readTimeline(await plain.text()).total).toBe(300)
  const { id = '' } = (await catalogue.page({ kind: 'video' })).items[7] ?? {}
  expect((await client.request('GET', `/api/timeline/${id}?kind=video`)).body).toEqual({ index: 7 })
})
