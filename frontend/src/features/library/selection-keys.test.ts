import { expect, test } from 'vitest'
import { selectionCommandOf } from './selection-keys.ts'

const press = (key: string, held: Partial<Parameters<typeof selectionCommandOf>[0]> = {}) =>
  selectionCommandOf({ key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...held })

test('x and Space select what has the focus, with Shift all up to it', () => {
  expect(press('x')).toBe('toggle')
  expect(press(' ')).toBe('toggle')
  expect(press('X', { shiftKey: true })).toBe('to-here')
  expect(press(' ', { shiftKey: true })).toBe('to-here')
})

test('Shift with an arrow selects on, an arrow alone only moves', () => {
  expect(press('ArrowDown', { shiftKey: true })).toBe('extend')
  expect(press('ArrowDown')).toBeUndefined()
})

test('all are selected by Ctrl or ⌘ and A; Escape ends it', () => {
  expect(press('a', { ctrlKey: true })).toBe('all')
  expect(press('a', { metaKey: true })).toBe('all')
  expect(press('a')).toBeUndefined()
  expect(press('Escape')).toBe('end')
})

test("leaves the browser's own shortcuts alone", () => {
  expect(press('x', { ctrlKey: true })).toBeUndefined()
  expect(press(' ', { altKey: true })).toBeUndefined()
})
