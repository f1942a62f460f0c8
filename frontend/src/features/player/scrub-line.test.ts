import { expect, test } from 'vitest'
import { chapterAt, gapsOf } from './chapters.ts'
import { spriteAt } from './sprite-at.ts'

const chapters = [
  { start: 0, title: 'Beginning' },
  { start: 30, title: 'Middle' },
  { start: 90, title: 'End' },
]

test.each([
  [0, 'Beginning'],
  [29.9, 'Beginning'],
  [30, 'Middle'],
  [500, 'End'],
])('at %d s the chapter is %s', (seconds, title) => {
  expect(chapterAt(chapters, seconds)?.title).toBe(title)
})

test('before a first chapter that begins late there is none', () => {
  expect(chapterAt([{ start: 10, title: 'Late' }], 5)).toBeUndefined()
})

test('gaps are where chapters meet, and nowhere else', () => {
  expect(gapsOf(chapters, 120)).toEqual([0.25, 0.75])
  expect(gapsOf(chapters, 60)).toEqual([0.5])
  expect(gapsOf(chapters, 0)).toEqual([])
  expect(gapsOf(chapters, Number.NaN)).toEqual([])
})

const sprites = { url: '/s', columns: 3, rows: 2, width: 160, height: 90, everySeconds: 10, count: 5 }

test.each([
  [0, 0, 0],
  [9.99, 0, 0],
  [10, 160, 0],
  [35, 0, 90],
  [49, 160, 90],
  [900, 160, 90],
  [-4, 0, 0],
])('the picture for %d s is the tile at %d, %d', (seconds, x, y) => {
  expect(spriteAt(sprites, seconds)).toEqual({ x, y })
})
