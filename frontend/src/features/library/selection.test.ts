import { afterEach, expect, test } from 'vitest'
import { selectedPart, selection } from './selection.ts'

afterEach(() => selection.clear())

const idAt = (index: number): string | undefined => ['a', 'b', 'c', undefined][index]
const part = (first: number, end: number, ...ids: string[]) => selectedPart(first, end, idAt, new Set(ids))

test('of what stands under a heading, none, some or all is selected', () => {
  expect(part(0, 2)).toBe('none')
  expect(part(0, 2, 'c')).toBe('none')
  expect(part(0, 2, 'b')).toBe('some')
  expect(part(0, 2, 'a', 'b', 'c')).toBe('all')
})

test('what is not loaded counts as selected when so many are', () => {
  expect(part(2, 4, 'c')).toBe('some')
  expect(part(2, 4, 'c', 'x')).toBe('all')
})

test('a whole group joins what is selected, and leaves it', () => {
  selection.toggle('z')
  selection.put(['a', 'b'], true)
  expect([...selection.ids]).toEqual(['z', 'a', 'b'])
  selection.put(['a', 'b'], false)
  expect([...selection.ids]).toEqual(['z'])
})
