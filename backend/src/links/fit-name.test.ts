import { assert, integer, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { fitName } from './fit-name.ts'

test('a name that fits is left alone', () => {
  expect(fitName('film.mp4', 100)).toBe('film.mp4')
})

test('a long name is cut before its extension', () => {
  expect(fitName(`${'a'.repeat(500)}.mp4`, 20)).toBe(`${'a'.repeat(16)}.mp4`)
})

test('any name fits afterwards, and is cut between characters', () => {
  assert(
    property(string({ unit: 'grapheme', maxLength: 400 }), integer({ min: 20, max: 600 }), (name, max) => {
      const fitted = fitName(name, max)
      expect(Buffer.byteLength(JSON.stringify(fitted)) - 2).toBeLessThanOrEqual(max)
      expect(fitted.isWellFormed()).toBe(true)
    }),
  )
})
