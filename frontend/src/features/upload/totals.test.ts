import { array, assert, constantFrom, integer, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { startPace } from './pace.ts'
import type { Row } from './rows.ts'
import { inOrder, isOver, timeLeft, totalsOf } from './totals.ts'

const STATES = [
  'waiting',
  'checking',
  'sending',
  'paused',
  'finishing',
  'done',
  'exists',
  'restored',
  'failed',
  'lost',
] as const

const rowsOf = array(
  record({
    state: constantFrom(...STATES),
    size: integer({ min: 1, max: 1e9 }),
    bytes: integer({ min: 0, max: 2e9 }),
    round: integer({ min: 0, max: 2 }),
  }),
).map((list): Row[] =>
  list.map(({ bytes, ...rest }, at) => ({
    key: `${at}`,
    name: `${at}.jpg`,
    mime: 'image/jpeg',
    pace: startPace(bytes, 0),
    ...rest,
  })),
)

test('each file of the latest round is counted once, and no more bytes are sent or to be sent than there are', () => {
  assert(
    property(rowsOf, (rows) => {
      const latest = Math.max(0, ...rows.map(({ round }) => round))
      const totals = totalsOf(rows)
      expect(totals.files).toBe(rows.filter(({ round }) => round === latest).length)
      expect(totals.over + totals.failed + totals.standing + totals.moving).toBe(totals.files)
      expect(totals.sent + totals.toSend).toBeLessThanOrEqual(totals.bytes)
      if (totals.over === totals.files) expect(totals.sent).toBe(totals.bytes)
    }),
  )
})

test('the time that is left is that of the files that move', () => {
  const row = { name: 'a', mime: 'image/jpeg', round: 1, pace: startPace(40, 0), size: 100 }
  const totals = totalsOf([
    { ...row, key: '1', state: 'sending' },
    { ...row, key: '2', state: 'paused' },
    { ...row, key: '3', state: 'done' },
  ])
  expect(totals).toMatchObject({ bytes: 300, sent: 180, toSend: 60 })
  expect(timeLeft(totals, { bytes: 0, at: 0, perSecond: 20 })).toBe(3)
  expect(timeLeft(totals, startPace(0, 0))).toBeUndefined()
  expect(timeLeft({ ...totals, moving: 0 }, { bytes: 0, at: 0, perSecond: 20 })).toBeUndefined()
})

test('in a long list what is over sinks, and nothing else changes its place', () => {
  assert(
    property(rowsOf, (rows) => {
      const ordered = inOrder(rows)
      expect(ordered.toSorted((a, b) => Number(a.key) - Number(b.key))).toEqual(rows)
      expect(ordered.filter((row) => !isOver(row))).toEqual(rows.filter((row) => !isOver(row)))
    }),
  )
})
