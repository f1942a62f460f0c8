import { expect, it } from 'vitest'
import { startAtOf } from '../../app/start-at.ts'
import { linkTo } from './copy-link.ts'

const page = { origin: 'https://gallery.example', pathname: '/f/abc' }

it('names an item by its own address, without the search it was found by', () => {
  expect(linkTo(page)).toBe('https://gallery.example/f/abc')
})

it('names the second of a film, and the page that opens it understands', () => {
  const link = new URL(linkTo(page, 83.9))
  expect(link.href).toBe('https://gallery.example/f/abc?t=83')
  expect(startAtOf(Object.fromEntries(link.searchParams))).toBe(83)
  expect(linkTo(page, 0.4)).toBe('https://gallery.example/f/abc')
})
