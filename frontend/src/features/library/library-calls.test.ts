import type { DeleteAnswer, DeleteFiles } from '@gramreel/contracts/library'
import { expect, onTestFinished, test, vi } from 'vitest'
import { deleteForGood } from './library-calls.ts'

const failed = (reason: 'no_right' | 'wait') => [{ id: 'x', name: 'x', reason, message: '' }]

/** A backend that gives these answers one after the other; what it was asked. */
const answering = (...answers: DeleteAnswer[]) => {
  const asked: DeleteFiles[] = []
  vi.stubGlobal('fetch', async (_path: string, { body }: { body: string }) => {
    asked.push(JSON.parse(body))
    return Response.json(answers[asked.length - 1])
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  return asked
}

test('deleting goes on behind what was tried, also past what cannot be deleted, and tells of all of it', async () => {
  const asked = answering(
    { deleted: 0, failed: failed('no_right'), left: 2, next: 'one' },
    { deleted: 2, failed: [], left: 0, next: null },
  )
  expect(await deleteForGood('all')).toEqual({ deleted: 2, failed: failed('no_right') })
  expect(asked).toEqual([{ all: true }, { all: true, after: 'one' }])
})

test('more than one request may name are several, and none is sent once Telegram asks to wait', async () => {
  const ids = Array.from({ length: 2_500 }, (_none, n) => `file-${n}`)
  const asked = answering(
    { deleted: 1000, failed: [], left: 0, next: null },
    { deleted: 0, failed: failed('wait'), left: 999, next: 'one' },
  )
  expect(await deleteForGood(ids)).toEqual({ deleted: 1000, failed: failed('wait') })
  expect(asked.map(({ files }) => files?.length)).toEqual([1000, 1000])
})
