import { FILE_SORTS, type FileQuery } from '@gramreel/contracts/catalogue'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase, type Database } from '../storage/database.ts'
import { MIGRATIONS } from '../storage/migrations.ts'
import { aFile } from '../testing/a-file.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { createCatalogue } from './catalogue.ts'

const LISTS = ['album_files', 'favourites'] as const
const COLUMNS = [
  'number',
  'kind',
  'posted_at',
  'taken_key',
  'size',
  'name_key',
  'deleted_at',
  'trashed_at',
  'captions_of',
] as const

const list = async (database: Database, files: readonly string[]): Promise<void> => {
  const album = { id: 'album', title: 'x', account_id: 'me', cover_file: null, created_at: 1, updated_at: 1 }
  await database.insertInto('albums').values(album).execute()
  for (const file_id of files) {
    await database.insertInto('album_files').values({ album_id: 'album', file_id, added_at: 1 }).execute()
    await database.insertInto('favourites').values({ account_id: 'me', file_id, marked_at: 1 }).execute()
  }
}

const expectSame = async (database: Database): Promise<void> => {
  const files = await database.selectFrom('files').select(COLUMNS).orderBy('number').execute()
  for (const name of LISTS)
    expect(await database.selectFrom(name).select(COLUMNS).orderBy('number').execute()).toEqual(files)
}

onBothDatabases(({ open, create, createEmpty }) => {
  test('lists know of their files what these are filtered and ordered by, whatever changes', async () => {
    const database = await open()
    await createCatalogue(database).save([aFile(), aFile()])
    const ids = (await database.selectFrom('files').select('id').orderBy('number').execute()).map(
      ({ id }) => id,
    )
    await list(database, ids)
    await expectSame(database)
    const changes = [
      { kind: 'photo' },
      { posted_at: 5 },
      { taken_at: 3 },
      { size: 7 },
      { search_text: 'another, and a long one, longer than a key' },
      { trashed_at: 9 },
      { deleted_at: 11 },
      { captions_of: 'a film' },
      { trashed_at: null, deleted_at: null, captions_of: null },
    ] as const
    for (const change of changes) {
      await database
        .updateTable('files')
        .set(change)
        .where('id', '=', ids[0] ?? '')
        .execute()
      await expectSame(database)
    }
    const pictured = () => database.selectFrom('favourites').select('has_picture').orderBy('number').execute()
    await database.updateTable('files').set({ made_thumbnail: null, thumbnail_file_id: null }).execute()
    expect(await pictured()).toEqual([{ has_picture: 0 }, { has_picture: 0 }])
    await database
      .updateTable('files')
      .set({ made_thumbnail: 'v' })
      .where('id', '=', ids[1] ?? '')
      .execute()
    expect(await pictured()).toEqual([{ has_picture: 0 }, { has_picture: 1 }])
    await database
      .deleteFrom('files')
      .where('id', '=', ids[0] ?? '')
      .execute()
    await expectSame(database)
  })

  test('lists of before are filled', async () => {
    const place = await createEmpty()
    const { '2026-11-28-34-lists': _, ...before } = MIGRATIONS
    const old = await openDatabase(place, before)
    onTestFinished(() => old.destroy())
    await createCatalogue(old).save([aFile({ size: 5 }), aFile({ size: 6 })])
    const ids = (await old.selectFrom('files').select('id').orderBy('number').execute()).map(({ id }) => id)
    await list(old, [...ids, 'one that is gone'])
    const database = await open(place)
    for (const name of LISTS) {
      const rows = await database
        .selectFrom(name)
        .select(['file_id', ...COLUMNS])
        .execute()
      expect(rows).toHaveLength(3)
      await database.deleteFrom(name).where('file_id', '=', 'one that is gone').execute()
    }
    await expectSame(database)
  })

  test('under each filter and order, pages are those of the whole, and totals are true', async () => {
    const database = await open(await create())
    const catalogue = createCatalogue(database)
    const kinds = ['photo', 'video', 'audio'] as const
    await catalogue.save(
      Array.from({ length: 120 }, (_, n) =>
        aFile({
          name: `${['東京', 'q0', 'Summer'][n % 3]} ${n}`,
          kind: kinds[n % 7 === 0 ? 2 : n % 2] ?? 'photo',
          posted_at: 1_790_000_000 + ((n * 79) % 60),
          size: 1000 + (n % 11),
        }),
      ),
    )
    const rows = await database.selectFrom('files').select(['id', 'number']).orderBy('number').execute()
    await list(
      database,
      rows.filter((_, n) => n % 3 > 0).map(({ id }) => id),
    )
    await database.updateTable('files').set({ trashed_at: 1 }).where('number', 'in', [2, 3, 4, 30]).execute()
    await database.updateTable('files').set({ deleted_at: 1 }).where('number', 'in', [5, 6, 60]).execute()
    const inList = new Set(rows.filter((_, n) => n % 3 > 0).map(({ id }) => id))

    const follow = async (query: FileQuery): Promise<string[]> => {
      const ids: string[] = []
      const totals = new Set<number>()
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await catalogue.page({ ...query, limit: 17, ...(cursor && { cursor }) }, 'me')
        ids.push(...page.items.map(({ id }) => id))
        totals.add(page.total)
        cursor = page.nextCursor
      }
      expect([...totals]).toEqual([ids.length])
      return ids
    }

    for (const state of [{}, { trash: true }, { deleted: true }] as const)
      for (const sort of FILE_SORTS)
        for (const part of [{}, { kind: 'audio' }, { q: '東京' }, { q: 'q0', kind: 'photo' }] as const) {
          const query = { ...state, ...part, sort }
          const all = await follow(query)
          const listed = all.filter((id) => inList.has(id))
          expect(await follow({ ...query, album: 'album' })).toEqual(listed)
          expect(await follow({ ...query, favourite: true })).toEqual(listed)
          expect(await follow({ ...query, album: 'album', favourite: true })).toEqual(listed)
          expect(await follow({ ...query, loose: true })).toEqual(all.filter((id) => !inList.has(id)))
        }
  })
})
