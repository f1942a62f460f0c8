import { expect, test } from 'vitest'
import { hashPassword, unmatchableHash, verifyPassword } from './password.ts'

test('a password is right only for its own hash, and two hashes of it differ', async () => {
  const hash = await hashPassword('correct horse')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await verifyPassword('correct horse', hash)).toBe(true)
  expect(await verifyPassword('correct hors', hash)).toBe(false)
  expect(await hashPassword('correct horse')).not.toBe(hash)
})

test('the same letters composed in another way are the same password', async () => {
  const hash = await hashPassword('caf\u00e9')
  expect(await verifyPassword('cafe\u0301', hash)).toBe(true)
})

test('a hash made elsewhere with another cost is understood', async () => {
  // A vector of the reference implementation (P-H-C/phc-winner-argon2, src/test.c).
  const hash = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  expect(await verifyPassword('password', hash)).toBe(true)
  expect(await verifyPassword('differentpassword', hash)).toBe(false)
})

test('what is no hash fits no password', async () => {
  for (const text of ['', '$argon2id$', '$2b$10$x', 'password'])
    expect(await verifyPassword('password', text)).toBe(false)
})

test('a crowd at the door is sent away beyond a hundred, and the others are served', async () => {
  const cheap = unmatchableHash().replace('m=19456,t=2', 'm=8,t=1')
  const tries = await Promise.allSettled(Array.from({ length: 120 }, () => verifyPassword('guess', cheap)))
  const refused = tries.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(20)
  expect(refused[0]).toMatchObject({ reason: { code: 'too_many_requests' } })
  expect(await verifyPassword('correct horse', await hashPassword('correct horse'))).toBe(true)
})
