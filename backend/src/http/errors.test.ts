import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PublicError } from '@gramreel/contracts/errors'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { answerFor } from './errors.ts'

const failureOf = (run: () => void): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('it did not fail')
}

test('a public error is its code, status and sentence, without its detail', () => {
  expect(answerFor(new PublicError('file_deleted', 'secret detail'))).toEqual({
    status: 410,
    body: { error: { code: 'file_deleted', message: 'This file was deleted in Telegram.' } },
  })
})

test('a full disk is a 507, as SQLite tells it and as the file system does', async () => {
  const database = new DatabaseSync(join(await temporaryFolder(), 'test.db'))
  onTestFinished(() => database.close())
  database.exec('CREATE TABLE t (x); PRAGMA max_page_count = 4')
  const full = failureOf(() => database.exec('INSERT INTO t VALUES (zeroblob(100000))'))
  const enospc = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  for (const error of [full, enospc]) {
    expect(answerFor(error)).toMatchObject({ status: 507, body: { error: { code: 'storage_full' } } })
  }
})

test.each([new TypeError('SELECT secret FROM x'), 'a text', undefined, { statusCode: 400 }])(
  'what nobody foresaw (%s) is internal and says nothing of itself',
  (error) => {
    expect(answerFor(error)).toEqual({
      status: 500,
      body: { error: { code: 'internal', message: 'Something went wrong on our side.' } },
    })
  },
)
