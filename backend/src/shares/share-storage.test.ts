// What sharing asks of the database, on both kinds.
import { expect, test } from 'vitest'
import { createCatalogue, thumbnailPath } from '../catalogue/catalogue.ts'
import { createGrants } from '../links/grants.ts'
import { createSecretBox } from '../storage/secret-box.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { postFile } from '../testing/share.ts'
import { createShareContents } from './share-contents.ts'
import { createShares } from './shares.ts'

const MAKER = { id: 'maker', role: 'member' } as const
const DAY = 24 * 3600

onBothDatabases(({ open, create }) => {
  const setUp = async (place?: string) => {
    const database = await open(place)
    const clock = { now: 1_790_000_000 }
    const grants = createGrants(database, () => clock.now)
    const contents = createShareContents(database)
    const shares = createShares({
      database,
      secretBox: createSecretBox('four random words of ours'),
      contents,
      file: createCatalogue(database).file,
      thumbnailPath,
      hashPassword: async (password) => `hash of ${password}`,
      withdraw: grants.withdraw,
      now: () => clock.now,
    })
    const rowOf = (id: string) =>
      database.selectFrom('shares').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    const addMaker = () =>
      database
        .insertInto('accounts')
        .values({ ...MAKER, name: 'Mia', email: null, password_hash: null, created_at: 1 })
        .execute()
    return { database, clock, grants, contents, shares, rowOf, addMaker }
  }

  test('a share is made, listed, changed, read in its order, prolonged after its end, and ended', async () => {
    const { database, clock, grants, contents, shares, rowOf, addMaker } = await setUp()
    await addMaker()
    const files = [await postFile(database), await postFile(database), await postFile(database)].toReversed()
    const made = await shares.create(MAKER, { files, days: 1 })
    expect(made).toMatchObject({ count: 3, views: 0, downloads: true, sharedBy: { name: 'Mia' } })
    await shares.countView(made)
    expect(await shares.list(MAKER)).toEqual([{ ...made, views: 1 }])

    const first = await contents.page(await rowOf(made.id), undefined, 2)
    const second = await contents.page(await rowOf(made.id), first.nextCursor ?? '', 2)
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(files)
    expect(second.nextCursor).toBeNull()
    // Made up, of numbers larger than a column of Postgres.
    for (const number of [999_999_999_999_999, -999_999_999_999_999]) {
      const cursor = Buffer.from(`${number}.${number}`).toString('base64url')
      expect((await contents.page(await rowOf(made.id), cursor, 2)).rows).toHaveLength(number > 0 ? 0 : 2)
    }

    const { grant_id: grant } = await rowOf(made.id)
    clock.now += DAY
    await shares.withdrawEnded()
    await shares.withdrawEnded()
    expect((await grants.withdrawn(0)).grants).toEqual([grant])
    expect((await shares.change(MAKER, made.id, { days: 2, title: 'again' })).state).toBe('open')
    const renewed = await rowOf(made.id)
    expect([renewed.grant_id === null, renewed.grant_id === grant]).toEqual([false, false])
    await shares.revoke(MAKER, made.slug ?? '')
    expect((await grants.withdrawn(0)).grants).toEqual([grant, renewed.grant_id])
    expect(await database.selectFrom('share_files').selectAll().execute()).toEqual([])
  })

  test('two backends that change and end shares at once withdraw every grant that a link could carry', async () => {
    const place = await create()
    const [here, there] = [await setUp(place), await setUp(place)]
    await here.addMaker()
    const { id } = await here.shares.create(MAKER, { files: [await postFile(here.database)], days: 1 })
    const seen = new Set<string>()
    const look = async (): Promise<void> => {
      const row = await here.database
        .selectFrom('shares')
        .select('grant_id')
        .where('id', '=', id)
        .executeTakeFirst()
      if (row?.grant_id) seen.add(row.grant_id)
    }
    await look()
    const changes = [here, there].flatMap(({ shares }) =>
      [1, 2, 3].map(async (n) => {
        await shares.change(MAKER, id, { password: `password ${n}` })
        await look()
      }),
    )
    await Promise.all(changes)
    // Whichever comes second may find it gone.
    await Promise.allSettled([here.shares.revoke(MAKER, id), there.shares.endOf(MAKER.id, there.database)])
    expect((await here.grants.withdrawn(0)).grants).toEqual(expect.arrayContaining([...seen]))
    expect(seen.size).toBeGreaterThan(1)
  })
})
