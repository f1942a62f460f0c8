import { Blob } from 'node:buffer'
import { expect, test } from 'vitest'
import { fingerprintOf } from './fingerprint.ts'

test('the fingerprint is the chain that the contract says, as workers compute it', async () => {
  const file = new Blob(['a'.repeat(512 * 1024), 'b'])
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Node's Blob, which is the same
  expect(await fingerprintOf(file as unknown as globalThis.Blob)).toBe(
    '9kodZ6SmHB-7BXcz8hrhk0Px4yFIMDIQ6oaFpPf-sbo',
  )
})
