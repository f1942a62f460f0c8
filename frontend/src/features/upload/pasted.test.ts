import { expect, test } from 'vitest'
import { nameOfPasted } from './pasted.ts'

const AT = new Date(2026, 10, 28, 15, 4, 5)

test('a pasted picture is named by its moment, and a pasted file keeps its name', () => {
  expect(nameOfPasted({ name: 'image.png', type: 'image/png' }, AT)).toBe('Pasted 2026-11-28 15.04.05.png')
  expect(nameOfPasted({ name: 'Rome.png', type: 'image/png' }, AT)).toBe('Rome.png')
  expect(nameOfPasted({ name: 'image.zip', type: 'application/zip' }, AT)).toBe('image.zip')
})
