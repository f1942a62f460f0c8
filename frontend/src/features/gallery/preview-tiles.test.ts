import { expect, test } from 'vitest'
import { progressOf, tileAfter, tileUnder } from './preview-tiles.ts'

const box = { left: 100, width: 400 }

test.each([
  [100, 0],
  [139, 0],
  [141, 1],
  [300, 5],
  [499, 9],
  // The pointer may be a pixel outside by the time that it is asked for.
  [500, 9],
  [900, 9],
  [90, 0],
])('at %d px of a tile from 100 to 500 the mouse is on picture %d of ten', (x, tile) => {
  expect(tileUnder(x, box, 10)).toBe(tile)
})

test('each picture has the same room, and none is left out', () => {
  const count = 7
  const seen = Array.from({ length: 700 }, (_, x) => tileUnder(x + 0.5, { left: 0, width: 700 }, count))
  for (let tile = 0; tile < count; tile += 1) expect(seen.filter((at) => at === tile)).toHaveLength(100)
})

test('a film of one picture, and a tile without a width, show the first', () => {
  expect(tileUnder(300, box, 1)).toBe(0)
  expect(tileUnder(300, { left: 100, width: 0 }, 10)).toBe(0)
})

test('they follow each other, and begin again', () => {
  expect([0, 1, 2].map((tile) => tileAfter(tile, 3))).toEqual([1, 2, 0])
  expect(tileAfter(0, 1)).toBe(0)
})

test('the line is full at the last', () => {
  expect([0, 1, 2].map((tile) => progressOf(tile, 3))).toEqual([0, 0.5, 1])
  expect(progressOf(0, 1)).toBe(1)
})
