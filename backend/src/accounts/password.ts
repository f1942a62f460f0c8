// argon2id with OWASP's smallest recommended cost: 19 MiB, two passes, one lane
// (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html). Kept in PHC string form.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { PublicError } from '@gramreel/contracts/errors'
import { createGate } from '../gate.ts'

const hashWithArgon2 = promisify(argon2)

const COST = { memory: 19 * 1024, passes: 2, parallelism: 1 }
const SALT_BYTES = 16
const HASH_BYTES = 32
/** Each hash takes 19 MiB: a crowd at the door waits instead of filling the memory. */
const inTurn = createGate(2)
/** Beyond so many, some seconds' worth, newcomers are sent away: a crowd of guessers must not hold the others up for minutes. */
const MAX_AT_DOOR = 100
let atDoor = 0

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

/** Throws too_many_requests. */
const derive = async (
  password: string,
  nonce: Buffer,
  cost: typeof COST,
  tagLength: number,
): Promise<Buffer> => {
  if (atDoor >= MAX_AT_DOOR) throw new PublicError('too_many_requests', 'too many passwords at once')
  atDoor += 1
  // NFKC: the same password typed on two keyboards is the same bytes (NIST SP 800-63B, section 5.1.1.2).
  const parameters = { message: password.normalize('NFKC'), nonce, tagLength, ...cost }
  try {
    return await inTurn(() => hashWithArgon2('argon2id', parameters))
  } finally {
    atDoor -= 1
  }
}

const toPhc = (salt: Buffer, hash: Buffer): string =>
  `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${base64(salt)}$${base64(hash)}`

export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(SALT_BYTES)
  return toPhc(salt, await derive(password, salt, COST, HASH_BYTES))
}

/** The hash of no password: comparing with it takes as long as with a real one, and fails. */
export const unmatchableHash = (): string => toPhc(randomBytes(SALT_BYTES), randomBytes(HASH_BYTES))

const PHC =
  /^\$argon2id\$v=19\$m=(?<memory>\d+),t=(?<passes>\d+),p=(?<parallelism>\d+)\$(?<salt>[^$]+)\$(?<hash>[^$]+)$/

/** Compares in constant time; a text that is no such hash is a wrong password. */
export const verifyPassword = async (password: string, phc: string): Promise<boolean> => {
  const { memory, passes, parallelism, salt, hash } = PHC.exec(phc)?.groups ?? {}
  if (salt === undefined || hash === undefined) return false
  const expected = Buffer.from(hash, 'base64')
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  const actual = await derive(password, Buffer.from(salt, 'base64'), cost, expected.length)
  return timingSafeEqual(actual, expected)
}
