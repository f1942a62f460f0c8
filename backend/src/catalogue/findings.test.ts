import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../storage/database.ts'
import { aFile } from '../testing/a-file.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createCatalogue } from './catalogue.ts'
import { createFindings } from './findings.ts'

const NOW = 1_800_000_000

const setUp = async () => {
  const database = await openDatabase(join(await temporaryFolder(), 'test.db'))
  onTestFinished(() => database.destroy())
  const catalogue = createCatalogue(database)
  const file = aFile({ size: 10 })
  await catalogue.save([file])
  const [item] = (await catalogue.page({})).items
  let changes = 0
  const findings = createFindings({
    database,
    matchCaptions: async () => {},
    onChange: () => changes++,
    now: () => NOW,
  })
  const about = { file: item?.id ?? '', chat: file.chat_id, msg: file.message_id }
  const tell = (finding: object, botIds = [7]) =>
    findings.take([{ ...about, found: 'deleted', ...finding }], botIds)
  return {
    catalogue,
    file,
    tell,
    changes: () => changes,
    there: async () => (await catalogue.page({})).items,
    deleted: async () => (await catalogue.page({ deleted: true })).items,
  }
}

test('R04: a file found deleted is marked, not lost: out of the grid, among the deleted ones', async () => {
  const { tell, there, deleted, changes } = await setUp()
  await tell({ found: 'deleted' })
  await tell({ found: 'deleted' })
  expect(await there()).toEqual([])
  expect(await deleted()).toMatchObject([{ name: 'film.mp4', deletedAt: new Date(NOW * 1000).toISOString() }])
  expect(changes()).toBe(1)
})

test('R04: a deleted file that Telegram tells of again is there again', async () => {
  const { catalogue, file, tell, there, deleted } = await setUp()
  await tell({ found: 'deleted' })
  await catalogue.save([file], { isImport: true })
  expect([(await there()).length, (await deleted()).length]).toEqual([1, 0])
  await tell({ found: 'deleted' })
  await tell({ found: 'different', size: 11 })
  expect(await there()).toMatchObject([{ size: 11 }])
})

test('R12: a wrong size and type are mended by what Telegram says', async () => {
  const { tell, there, changes } = await setUp()
  await tell({ found: 'different', size: 4_294_967_296, mime: 'Video/X-Matroska' })
  expect(await there()).toMatchObject([{ size: 4_294_967_296, mime: 'video/x-matroska' }])
  await tell({ found: 'different', size: 12, mime: '<script>' })
  expect(await there()).toMatchObject([{ size: 12, mime: 'application/octet-stream' }])
  expect(changes()).toBe(2)
})

test('what a worker says of another bot’s file, of another post, or of no file is not believed', async () => {
  const { tell, there, changes } = await setUp()
  await tell({}, [8])
  await tell({}, [])
  await tell({ chat: '-1009999999999' })
  await tell({ msg: 2_000_000_000 })
  await tell({ file: 'another' })
  expect([(await there()).length, changes()]).toEqual([1, 0])
})

test('an import changes nothing that is there, but for what was edited since', async () => {
  const { catalogue, file, there } = await setUp()
  await catalogue.save([{ ...file, caption: 'another' }], { isImport: true })
  expect(await there()).toMatchObject([{ caption: '' }])
  await catalogue.save([{ ...file, caption: 'edited', edited_at: 1_790_000_001 }], { isImport: true })
  expect(await there()).toMatchObject([{ caption: 'edited' }])
})
