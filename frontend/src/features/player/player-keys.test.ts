import { expect, test } from 'vitest'
import { nextSpeed, PLAYER_SHORTCUTS, playerCommandOf } from './player-keys.ts'
import { SPEEDS } from './preferences.ts'

const key = (name: string, more = {}) => ({
  key: name,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  ...more,
})

test('arrows seek and change the volume while the player has them, and are left alone otherwise', () => {
  expect(playerCommandOf(key('ArrowRight'), true)).toEqual({ do: 'seek', seconds: 5 })
  expect(playerCommandOf(key('ArrowUp'), true)).toEqual({ do: 'louder', by: 0.05 })
  expect(playerCommandOf(key('ArrowRight'), false)).toBeUndefined()
})

test('captions and speed have keys everywhere; what belongs to the browser stays its own', () => {
  expect(playerCommandOf(key('C'), false)).toEqual({ do: 'captions' })
  expect(playerCommandOf(key('>'), false)).toEqual({ do: 'faster', by: 1 })
  expect(playerCommandOf(key('c', { ctrlKey: true }), true)).toBeUndefined()
  expect(playerCommandOf(key('x'), true)).toBeUndefined()
})

test('digits jump to tenths of a film', () => {
  expect(playerCommandOf(key('0'), false)).toEqual({ do: 'jump', share: 0 })
  expect(playerCommandOf(key('7'), false)).toEqual({ do: 'jump', share: 0.7 })
})

test('each key of the table is obeyed, and stands in it once', () => {
  const keys = PLAYER_SHORTCUTS.flatMap(({ commands }) => [...commands])
  for (const [name, command] of keys) expect(playerCommandOf(key(name), true)).toBe(command)
  expect(new Set(keys.map(([name]) => name)).size).toBe(keys.length)
})

test.each([
  [1, 1, 1.25],
  [1, -1, 0.75],
  [2, 1, 2],
  [0.25, -1, 0.25],
  [1.1, 1, 1.25],
] as const)('from speed %d by %d comes %d', (now, by, expected) => {
  expect(nextSpeed(SPEEDS, now, by)).toBe(expected)
})
