import type { ImportItem } from '@gramreel/contracts/imports'
import { expect, test } from 'vitest'
import { describeImport, problemOf } from './describe-import.ts'

const item: ImportItem = {
  botId: 7,
  chat: '-1001234567890',
  state: 'running',
  problem: null,
  total: 900,
  done: 300,
  found: 120,
  perSecond: 5,
}

test('an import says how far it is, and how long it takes', () => {
  expect(describeImport(item)).toBe('300 of 900 message numbers, 120 files found · about 2 min left')
  expect(describeImport({ ...item, perSecond: null })).not.toContain('left')
  expect(describeImport({ ...item, total: null, done: 0 })).toContain('Finding')
  expect(describeImport({ ...item, state: 'paused' })).toMatch(/^Paused · 300 of 900/)
  expect(describeImport({ ...item, state: 'done' })).toContain('120 files')
})

test('an import that does not get on says why', () => {
  expect(problemOf(item)).toBeUndefined()
  for (const problem of ['no_worker', 'no_access', 'telegram_wait', 'internal'])
    expect(problemOf({ ...item, problem })).toMatch(/\.$/)
})
