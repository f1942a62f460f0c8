import { afterEach, expect, test, vi } from 'vitest'
import { addRows, changeRow, findRow, readRows, removeRows, workOf } from './rows.ts'
import { runUpload } from './run-upload.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  removeRows(() => true)
})

test('an upload that is paused while the backend is asked about it stays paused', async () => {
  const file = new File(['sound'], 'a.bin')
  addRows([{ id: 'u', name: file.name, size: file.size, mime: '', state: 'waiting', source: { file } }])
  const { key } = readRows()[0] ?? { key: '' }
  const work = workOf(key)
  if (work === undefined) throw new Error('no work')
  const answer = Promise.withResolvers<Response>()
  vi.stubGlobal('fetch', () => answer.promise)

  const running = runUpload(key, work)
  expect(findRow(key)?.state).toBe('checking')
  changeRow(key, { state: 'paused' })
  work.stop.abort(new Error('paused'))
  answer.resolve(Response.json({ id: 'u', stage: 'receiving', received: 0 }))
  await expect(running).rejects.toThrow('paused')
  expect(findRow(key)?.state).toBe('paused')
})
