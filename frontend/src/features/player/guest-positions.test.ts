import { expect, test } from 'vitest'
import { parseKept, withPosition } from './guest-positions.ts'

test('the film left last comes first, each is there once', () => {
  const kept = withPosition(withPosition(withPosition([], 'a', 20), 'b', 30), 'a', 40)
  expect(kept).toEqual([
    ['a', 40],
    ['b', 30],
  ])
})

test('one that was seen to its end is forgotten', () => {
  expect(withPosition([['a', 20]], 'a', 0)).toEqual([])
})

test('only a few are kept', () => {
  let kept = parseKept(null)
  for (let n = 0; n < 80; n++) kept = withPosition(kept, `film-${n}`, 20)
  expect(kept).toHaveLength(50)
  expect(kept[0]?.[0]).toBe('film-79')
})

test.each(['{', '{}', '[["a"],["b","c"],7]', 'null'])('%s in the storage is nothing', (text) => {
  expect(parseKept(text)).toEqual([])
})
