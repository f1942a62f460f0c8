import { expect, test } from 'vitest'
import { itemOfLink, linkPathOf, mediaAddressOf, parseMediaAddress } from './media-address.ts'

test.each([
  ['/v/abc-_1', { id: 'abc-_1', slug: undefined }, '/api/files/abc-_1/link'],
  ['/s/slug/v/abc', { id: 'abc', slug: 'slug' }, '/api/shares/slug/files/abc/link'],
])('%s names an item, and where its link is', (address, item, linkPath) => {
  expect(parseMediaAddress(address)).toEqual(item)
  expect(mediaAddressOf(item)).toBe(address)
  expect(linkPathOf(item)).toBe(linkPath)
})

test.each(['/v/', '/v/a/b', '/v/a%2fb', '/f/a', '/s/slug/f/a', '/s//v/a', '/x/v/a', `/v/${'a'.repeat(65)}`])(
  '%s names none',
  (path) => expect(parseMediaAddress(path)).toBeUndefined(),
)

test('a link of a worker tells its item, a direct one does not', () => {
  const url = 'https://worker.example/w1/stream/abc/Film%20one.mp4?token=x'
  expect(itemOfLink({ kind: 'stream', url }, 'slug')).toEqual({ id: 'abc', slug: 'slug' })
  expect(itemOfLink({ kind: 'direct', url: 'https://api.telegram.org/file/bot1:x/a' })).toBeUndefined()
})
