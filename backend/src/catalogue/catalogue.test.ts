import { expect, test } from 'vitest'
import { aFile } from '../testing/a-file.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { createCatalogue } from './catalogue.ts'

const names = (page: { items: { name: string }[] }) => page.items.map((item) => item.name)
const made = (text: string) => Buffer.from(text).toString('base64url')

onBothDatabases((databases) => {
  const open = async () => createCatalogue(await databases.open())

  test('the same message twice is one item, and keeps its id', async () => {
    const catalogue = await open()
    const file = aFile()
    await catalogue.save([file])
    const [first] = (await catalogue.page({})).items
    await catalogue.save([file, file])
    const page = await catalogue.page({})
    expect(page.total).toBe(1)
    expect(page.items[0]?.id).toBe(first?.id)
    expect(first?.id).toMatch(/^[A-Za-z0-9_-]{21}$/)
  })

  test('an edit changes the item in its place; the original told again does not undo it', async () => {
    const catalogue = await open()
    const original = aFile({ caption: 'before' })
    const edited = { ...original, caption: 'after', edited_at: original.posted_at + 60 }
    await catalogue.save([original])
    await catalogue.save([edited])
    await catalogue.save([original])
    const page = await catalogue.page({})
    expect(page.items).toMatchObject([{ caption: 'after' }])
  })

  test('an edit of a message that was never told adds it', async () => {
    const catalogue = await open()
    await catalogue.save([aFile({ edited_at: 1_790_000_060 })])
    expect((await catalogue.page({})).total).toBe(1)
  })

  test('messages of two private chats with the same number are two items', async () => {
    const catalogue = await open()
    await catalogue.save([
      aFile({ chat_id: '11', box: 7, message_id: 1 }),
      aFile({ chat_id: '12', box: 7, message_id: 1 }),
      aFile({ chat_id: '11', box: 8, message_id: 1 }),
    ])
    expect((await catalogue.page({})).total).toBe(3)
  })

  test('pages go from the newest to the oldest, none twice, none left out, also when news arrives meanwhile', async () => {
    const catalogue = await open()
    await catalogue.save(
      Array.from({ length: 25 }, (_, i) =>
        aFile({ name: `${i}`, posted_at: 1_790_000_000 + Math.floor(i / 3) }),
      ),
    )
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await catalogue.page({ limit: 7, ...(cursor !== null && { cursor }) })
      expect(page.total).toBe(25 + (cursor === null ? 0 : 1))
      seen.push(...names(page))
      if (cursor === null) await catalogue.save([aFile({ name: 'news', posted_at: 1_800_000_000 })])
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => `${24 - i}`))
  })

  test('a page as long as the rest has no next one', async () => {
    const catalogue = await open()
    await catalogue.save([aFile(), aFile()])
    expect((await catalogue.page({ limit: 2 })).nextCursor).toBeNull()
  })

  test('a search finds every word in name or caption, in any script and case, wildcards taken literally', async () => {
    const catalogue = await open()
    await catalogue.save([
      aFile({ name: 'Ночь в Ялте.mp4', caption: 'Чёрное море' }),
      aFile({ name: '100%_sure.mp4' }),
      aFile({ name: String.raw`back\slash.mp4` }),
      aFile({ name: '1000 things.mp4', caption: 'Café' }),
    ])
    const find = async (q: string) => names(await catalogue.page({ q }))
    expect(await find('ялт МОРЕ')).toEqual(['Ночь в Ялте.mp4'])
    expect(await find('ялт nowhere')).toEqual([])
    expect(await find('100%')).toEqual(['100%_sure.mp4'])
    expect(await find('0_t')).toEqual([])
    expect(await find('\\')).toEqual([String.raw`back\slash.mp4`])
    expect(await find('CAFE\u0301')).toEqual(['1000 things.mp4'])
    expect(await find('  ')).toHaveLength(4)
    expect(await find("'; drop table files; --")).toEqual([])
  })

  test('a kind narrows the page and the total', async () => {
    const catalogue = await open()
    await catalogue.save([aFile({ kind: 'photo' }), aFile(), aFile()])
    expect(await catalogue.page({ kind: 'photo' })).toMatchObject({ total: 1, items: [{ kind: 'photo' }] })
  })

  test.each(['', 'x', 'MTIz', '../../etc', made('1.2.3'), made('1.999999999999')])(
    'the foreign cursor %j is a bad request',
    async (cursor) => {
      const catalogue = await open()
      await expect(catalogue.page({ cursor })).rejects.toMatchObject({ code: 'bad_request' })
    },
  )

  test('preview pictures are told once they are made, and not any more when the post shows another film', async () => {
    const database = await databases.open()
    const catalogue = createCatalogue(database)
    const film = aFile()
    await catalogue.save([film])
    const spritesOf = async () => (await catalogue.page({})).items[0]?.sprites
    expect(await spritesOf()).toBeUndefined()
    const sprites = { columns: 2, rows: 1, width: 160, height: 90, everySeconds: 10, count: 2 }
    for (const [stored, told] of [
      ['', undefined],
      [
        JSON.stringify(sprites),
        { ...sprites, url: expect.stringMatching(/^\/api\/files\/[^/]+\/sprites\?v=/) },
      ],
    ] as const) {
      await database.updateTable('files').set({ sprites: stored }).execute()
      expect(await spritesOf()).toEqual(told)
    }
    await catalogue.save([{ ...film, file_unique_id: 'AgADanother', edited_at: film.posted_at + 60 }])
    expect(await spritesOf()).toBeUndefined()
  })

  test('an unknown id is file_not_found', async () => {
    await expect((await open()).file('nobody')).rejects.toMatchObject({ code: 'file_not_found' })
  })

  test('a page out of 5,000 items comes at once, searched or not', async () => {
    const catalogue = await open()
    await catalogue.save(
      Array.from({ length: 5_000 }, (_, i) => aFile({ name: `film ${i}.mp4`, posted_at: i })),
    )
    for (const query of [{}, { q: 'film 499' }, { q: '%' }, { kind: 'video' as const }]) {
      const began = performance.now()
      await catalogue.page(query)
      // A few ms when idle; the limit leaves room for a busy machine.
      expect(performance.now() - began).toBeLessThan(500)
    }
  })
})
