import { expect, it } from 'vitest'
import { parseStringSession, poolName, readSession, writeSession } from './session-text.ts'

const pool = poolName('bot', 'telegram')
const session = {
  home: 4,
  keys: new Map([
    [2, Buffer.alloc(256, 2)],
    [4, Buffer.alloc(256, 4)],
  ]),
}

it('a saved session is read back, in its own pool only', () => {
  const text = writeSession(session, pool)
  expect(readSession(text, pool)).toEqual(session)
  expect(readSession(text, poolName('other bot', 'telegram'))).toBeUndefined()
})

it.each([
  undefined,
  '',
  'null',
  '{}',
  '{"version":2}',
  JSON.stringify({ version: 1, pool, home: 2, keys: {} }),
  JSON.stringify({ version: 1, pool, home: 2, keys: { 2: 'AAAA' } }),
  JSON.stringify({ version: 1, pool, home: 2, keys: { 2: 7 } }),
])('%s is no session', (text) => {
  expect(readSession(text, pool)).toBeUndefined()
})

it('pools of other words are other pools', () => {
  expect(poolName('a', 'b')).not.toBe(poolName('ab'))
  expect(poolName('a', 'b')).not.toBe(poolName('b', 'a'))
  expect(poolName('a')).toMatch(/^[\w-]{43}$/)
})

it('a session string of GramJS is its data centre and key', () => {
  const key = Buffer.alloc(256, 7)
  const text = `1${Buffer.concat([Buffer.from([2, 127, 0, 0, 1, 0, 80]), key]).toString('base64')}`
  expect(parseStringSession(text)).toEqual({ dc: 2, key })
  expect(() => parseStringSession(text.slice(1))).toThrow(/no session/)
  expect(() => parseStringSession('1AAAA')).toThrow(/no session/)
})
