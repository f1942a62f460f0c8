import { describe, expect, it } from 'vitest'
import { direction, largeMessageKey, messageKeys } from './message-keys.ts'

// Computed with the key derivation of two Python clients, which agree: Pyrogram 2.0.106 and Telethon 1.45.
const AUTH_KEY = Buffer.from(Array.from({ length: 256 }, (_, i) => (i * 7 + 3) % 256))
const MESSAGE_KEY = Buffer.from(Array.from({ length: 16 }, (_, i) => i))

describe('the keys of one message', () => {
  it.each([
    [
      direction.toServer,
      '992e00c2379b82a0ef00c4229f63321265c1866cf6eceaacf402ae8c7ba16942',
      'c83e5d56adb08c2520ebc8ed8406fa9e929a8bcf4cac6f7fc774c60d5ee4c19c',
    ],
    [
      direction.toClient,
      '1c2b51563cfcd1c6fefce1060f4f870abe564504aba57255e232a6ab4216c2cc',
      '3f5f917edda76ce6c64047eb2ec62024cbc1997e0f1069f799a13aa67f616441',
    ],
  ])('are what other implementations derive for x = %i', (x, key, iv) => {
    const keys = messageKeys(AUTH_KEY, MESSAGE_KEY, x)
    expect([keys.key.toString('hex'), keys.iv.toString('hex')]).toEqual([key, iv])
  })

  it('hash the right part of the authorisation key', () => {
    const plain = Buffer.from(Array.from({ length: 96 }, (_, i) => i % 251))
    expect(largeMessageKey(AUTH_KEY, plain, direction.toServer).toString('hex')).toBe(
      'c0515aaf12ea16316f211655b0c50a7dd707172de6da2027fdecbcd915cd4f66',
    )
    expect(largeMessageKey(AUTH_KEY, plain, direction.toClient).toString('hex')).toBe(
      '63b315b73fd8dbe9a9dadba62e01b7605eec8f4c71fe437d0faa182077807a48',
    )
  })
})
