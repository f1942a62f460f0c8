import { expect, test } from 'vitest'
import { isLoopbackAddress, isLoopbackHost } from './loopback.ts'

test.each(['127.0.0.1', '127.8.9.1', '::1', '[::1]', '::ffff:127.0.0.1'])('%s is this machine', (address) => {
  expect(isLoopbackAddress(address)).toBe(true)
  expect(isLoopbackHost(address)).toBe(true)
})

test.each(['', '10.0.0.1', '0.0.0.0', '::', '::ffff:10.0.0.1', '128.0.0.1', 'fe80::1'])(
  '"%s" is not',
  (address) => {
    expect(isLoopbackAddress(address)).toBe(false)
    expect(isLoopbackHost(address)).toBe(false)
  },
)

test('localhost is this machine by name, and names that only look like it are not', () => {
  expect(['localhost', 'LOCALHOST', 'a.localhost'].map(isLoopbackHost)).toEqual([true, true, true])
  expect(['localhost.org', '127.0.0.1.org', 'xlocalhost'].map(isLoopbackHost)).toEqual([false, false, false])
})
