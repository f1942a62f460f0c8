import { array, assert, asyncProperty, boolean, constantFrom, oneof, string } from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { SOAK } from '../faults/backend-process.ts'
import { aFile } from '../testing/a-file.ts'
import { executeAt, onBothDatabases, onPostgres, onSqlite } from '../testing/on-both-databases.ts'
import { createCatalogue } from './catalogue.ts'
import { ensureSearch } from './ensure-search.ts'
import { fold } from './search-text.ts'

type Page = Awaited<ReturnType<ReturnType<typeof createCatalogue>['page']>>
const names = (page: Page) => page.items.map((item) => item.name)

const NAMES = [
  'summer holiday.jpg',
  'IMG_2024.jpg',
  'Apfelkuchen.mp4',
  'Über den Wolken.mp4',
  'Große Straße.mp4',
  'CAFÉ.mp4',
  'Ёлка и Йога.mp4',
  'مُحَمَّد أحمد.mp4',
  '東京タワー.mp4',
  'がんばれ.mp4',
  '한국어.mp4',
  'party 🎉❤️.mp4',
  '100%_sure.mp4',
  'say "hi" NOT bye*.mp4',
]

/** What people type, and what they want to see. */
const WANTED: [string, string][] = [
  ['sum', 'summer holiday.jpg'],
  ['HOLI summ', 'summer holiday.jpg'],
  ['IMG_20', 'IMG_2024.jpg'],
  ['2024', 'IMG_2024.jpg'],
  ['kuchen', 'Apfelkuchen.mp4'],
  ['über', 'Über den Wolken.mp4'],
  ['uber wolken', 'Über den Wolken.mp4'],
  ['strasse', 'Große Straße.mp4'],
  ['STRASSE', 'Große Straße.mp4'],
  ['straße', 'Große Straße.mp4'],
  ['cafe', 'CAFÉ.mp4'],
  ['cafe\u0301', 'CAFÉ.mp4'],
  ['елка', 'Ёлка и Йога.mp4'],
  ['ЁЛК', 'Ёлка и Йога.mp4'],
  ['محمد', 'مُحَمَّد أحمد.mp4'],
  ['احمد', 'مُحَمَّد أحمد.mp4'],
  ['京', '東京タワー.mp4'],
  ['東京', '東京タワー.mp4'],
  ['タワー', '東京タワー.mp4'],
  ['がん', 'がんばれ.mp4'],
  ['한국', '한국어.mp4'],
  ['🎉', 'party 🎉❤️.mp4'],
  ['❤', 'party 🎉❤️.mp4'],
  ['party ❤️', 'party 🎉❤️.mp4'],
  ['0%_s', '100%_sure.mp4'],
  ['"hi"', 'say "hi" NOT bye*.mp4'],
  ['bye*', 'say "hi" NOT bye*.mp4'],
  ['NOT', 'say "hi" NOT bye*.mp4'],
]

const ODD = [
  '',
  ' ',
  '"',
  "'",
  '%',
  '_',
  '\\',
  '*',
  '-',
  'NEAR',
  'a"b',
  'a OR b',
  '(',
  'text : x',
  '^a',
  '{',
  '\0',
  '\ud800',
  '🎉',
  'é',
  '東',
]

onBothDatabases(({ open, create, kind }) => {
  const openCatalogue = async (place?: string) => {
    const database = await open(place)
    await ensureSearch(database)
    return { database, catalogue: createCatalogue(database) }
  }

  test('people find what they look for, in any script', async () => {
    const { catalogue } = await openCatalogue()
    await catalogue.save(NAMES.map((name) => aFile({ name })))
    for (const [q, name] of WANTED) expect([q, names(await catalogue.page({ q }))]).toEqual([q, [name]])
    expect(names(await catalogue.page({ q: 'かん' })), 'another letter, not an accent').toEqual([])
    expect(names(await catalogue.page({ q: 'sum* OR img' }))).toEqual([])
  })

  test('S35: any search is just text: it finds what holds its words, and is never an error', async () => {
    const { catalogue } = await openCatalogue()
    const texts = [...NAMES, ...ODD.map((odd) => `x${odd}y ${odd}`)]
    await catalogue.save(
      texts.map((caption, i) =>
        aFile({ name: `${i}`, caption, posted_at: i, ...(i % 3 === 0 && { kind: 'photo' }) }),
      ),
    )
    const piece = constantFrom(...ODD, ...WANTED.map(([q]) => q), 'x', 'mp4', '.mp4')
    const search = oneof(
      array(piece, { maxLength: 4 }).map((pieces) => pieces.join(' ')),
      array(piece, { maxLength: 4 }).map((pieces) => pieces.join('')),
      string({ unit: 'binary', maxLength: 40 }),
    )
    await assert(
      asyncProperty(search, boolean(), async (q, isPhoto) => {
        const page = await catalogue.page({ q, ...(isPhoto && { kind: 'photo' }) })
        const words = fold(q).split(/\s+/u)
        const wanted = texts.flatMap((caption, i) => {
          const isFound = words.every((word) => fold(`${i}\n${caption}`).includes(word))
          return isFound && (!isPhoto || i % 3 === 0) ? [`${i}`] : []
        })
        expect(names(page)).toEqual(wanted.toReversed())
        expect(page.total).toBe(wanted.length)
      }),
      { numRuns: 60 * SOAK },
    )
  })

  test('kind, text, deletion and cursor go together, and the total is that of all pages', async () => {
    const { database, catalogue } = await openCatalogue()
    await catalogue.save(
      Array.from({ length: 120 }, (_, i) =>
        aFile({
          name: `${i % 2 ? 'summer' : 'winter'} ${i}`,
          kind: i % 3 ? 'video' : 'photo',
          posted_at: 1_790_000_000 + Math.floor(i / 7),
        }),
      ),
    )
    await database.updateTable('files').set({ deleted_at: 1 }).where('name', 'like', '%5').execute()
    const rows = await database
      .selectFrom('files')
      .select(['name', 'kind', 'deleted_at'])
      .orderBy('posted_at', 'desc')
      .orderBy('number', 'desc')
      .execute()
    for (const q of [undefined, 'summer', 'su', 'mer 1', 'er 1 s'])
      for (const fileKind of [undefined, 'photo', 'video'] as const)
        for (const deleted of [undefined, true]) {
          const wanted = rows.filter(
            (row) =>
              (q ?? '').split(' ').every((word) => row.name.includes(word)) &&
              (fileKind === undefined || row.kind === fileKind) &&
              (row.deleted_at !== null) === (deleted === true),
          )
          const filter = { ...(q && { q }), ...(fileKind && { kind: fileKind }), ...(deleted && { deleted }) }
          const seen: string[] = []
          let cursor: string | null = null
          do {
            const page: Page = await catalogue.page({
              ...filter,
              limit: 9,
              ...(cursor !== null && { cursor }),
            })
            expect(page.total).toBe(wanted.length)
            seen.push(...names(page))
            cursor = page.nextCursor
          } while (cursor !== null)
          expect([filter, seen]).toEqual([filter, wanted.map((row) => row.name)])
        }
  })

  test('an edit, a deletion and a change of kind or time are found as they are now', async () => {
    const { database, catalogue } = await openCatalogue()
    const file = aFile({ name: 'before.mp4', kind: 'video' })
    await catalogue.save([file])
    await catalogue.save([
      { ...file, name: 'after.jpg', kind: 'photo', posted_at: 5, edited_at: file.posted_at + 1 },
    ])
    expect((await catalogue.page({ q: 'before' })).total).toBe(0)
    expect((await catalogue.page({ q: 'after', kind: 'video' })).total).toBe(0)
    expect(await catalogue.page({ q: 'after', kind: 'photo' })).toMatchObject({
      total: 1,
      items: [{ name: 'after.jpg' }],
    })
    expect(
      (
        await catalogue.page({
          kind: 'video',
          limit: 1,
          cursor: Buffer.from('9999999999.1').toString('base64url'),
        })
      ).total,
    ).toBe(0)
    await database.deleteFrom('files').execute()
    for (const q of ['after', 'af', undefined])
      expect(await catalogue.page({ ...(q && { q }) })).toMatchObject({ total: 0 })
    if (kind === 'SQLite') {
      const { rows } = await sql`select count(*) as entries from files_search_docsize`.execute(database)
      expect(rows).toEqual([{ entries: 0 }])
    }
  })

  test('texts folded by an earlier version are found after a start', async () => {
    const place = await create()
    const { database, catalogue } = await openCatalogue(place)
    await catalogue.save(NAMES.map((name) => aFile({ name })))
    await database.updateTable('files').set({ search_text: 'as it was' }).execute()
    await database.updateTable('search_state').set({ folding: 1 }).execute()
    const next = await openCatalogue(place)
    for (const [q, name] of WANTED) expect([q, names(await next.catalogue.page({ q }))]).toEqual([q, [name]])
    expect((await next.catalogue.page({ q: 'as it was' })).total).toBe(0)
  })
})

onSqlite(({ open, create }) => {
  test('an index that is out of step is made anew at the next start', async () => {
    const place = await create()
    const database = await open(place)
    const catalogue = createCatalogue(database)
    await catalogue.save(NAMES.map((name) => aFile({ name })))
    await sql`delete from files_search where files_search match 'summer'`.execute(database)
    expect((await catalogue.page({ q: 'summer' })).total).toBe(0)
    await ensureSearch(await open(place))
    expect((await catalogue.page({ q: 'summer' })).total).toBe(1)
    expect((await catalogue.page({ q: 'mp4' })).total).toBe(12)
  })
})

onPostgres(({ createEmpty, open }) => {
  test('without pg_trgm searches work, and the log says what to do', async () => {
    const place = await createEmpty()
    await executeAt(place, 'create role plain login; grant create on schema public to plain')
    const database = await open(place.replace('gramreel@', 'plain@'))
    const reasons: unknown[] = []
    await ensureSearch(database, (reason) => reasons.push(reason))
    expect(reasons).toMatchObject([{ message: expect.stringContaining('permission denied') }])
    const catalogue = createCatalogue(database)
    await catalogue.save(NAMES.map((name) => aFile({ name })))
    expect(names(await catalogue.page({ q: 'kuchen' }))).toEqual(['Apfelkuchen.mp4'])
  })
})
