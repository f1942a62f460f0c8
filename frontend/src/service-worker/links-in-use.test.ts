import { expect, test } from 'vitest'
import { createLinksInUse } from './links-in-use.ts'

test('a player that goes on with another link is told of once, whoever else uses it', () => {
  const inUse = createLinksInUse()
  inUse.given('page', '/v/a', 'one')
  const take = (client: string, url: string) => inUse.takes(client, '/v/a', url, false)
  expect(['one', 'two', 'two', 'three'].map((url) => take('page', url))).toEqual([false, true, false, true])
  inUse.given('other', '/v/a', 'three')
  expect([take('other', 'three'), take('page', 'three')]).toEqual([false, false])
})

test('the first link of a film is no renewal; that of one under way whose links were forgotten is', () => {
  const inUse = createLinksInUse()
  expect(inUse.takes('page', '/v/a', 'one', true)).toBe(false)
  expect(inUse.takes('page', '/v/b', 'two', false)).toBe(true)
})

test('it remembers no more than it may', () => {
  const inUse = createLinksInUse()
  for (let n = 0; n <= 500; n++) inUse.given('page', `/v/${n}`, 'one')
  expect(inUse.takes('page', '/v/0', 'two', true)).toBe(false)
  expect(inUse.takes('page', '/v/500', 'two', true)).toBe(true)
})
