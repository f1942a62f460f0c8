import { expect, test } from 'vitest'
import { addressKey, createThrottle } from './throttle.ts'

const setUp = () => {
  const clock = { ms: 0 }
  return { clock, throttle: createThrottle({ maxTries: 3, windowMs: 1_000 }, () => clock.ms) }
}

test('tries beyond the limit are refused until the window has passed', () => {
  const { clock, throttle } = setUp()
  expect([1, 2, 3, 4].map(() => throttle.begin('a'))).toEqual([true, true, true, false])
  clock.ms = 999
  expect(throttle.begin('a')).toBe(false)
  clock.ms = 1_001
  expect(throttle.begin('a')).toBe(true)
})

test('keys do not disturb each other', () => {
  const { throttle } = setUp()
  for (let i = 0; i < 5; i++) throttle.begin('a')
  expect(throttle.begin('b')).toBe(true)
})

test('a right try does not count', () => {
  const { throttle } = setUp()
  for (let i = 0; i < 10; i++) {
    expect(throttle.begin('a')).toBe(true)
    throttle.forgive('a')
  }
})

test('a flood of keys does not grow the memory without end', () => {
  const { throttle } = setUp()
  for (let i = 0; i < 50_000; i++) throttle.begin(`key ${i}`)
  expect(throttle.begin('key 0')).toBe(true)
})

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::9', '2001:db8:1:2'],
  ['2001:db8::9', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
])('the address %s counts as %s', (ip, key) => {
  expect(addressKey(ip)).toBe(key)
})
