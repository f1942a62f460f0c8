// Server salts: 64 bits that change every half hour and stay good for an hour, so that replayed messages go stale.
// https://core.telegram.org/mtproto/description#server-salt
// They are computed from the authorisation key, so there is nothing to keep: a restart gives the same ones.
import { sha256 } from './crypto/digest.ts'

const PERIOD = 1800
/** The salt made by the key exchange itself is good for as long as any other. */
const LIFE = 2 * PERIOD

export type FutureSalt = { since: number; until: number; salt: bigint }

export class Salts {
  readonly #secret: Buffer
  readonly #first: { salt: bigint; until: number }
  #newest: { index: number; salts: bigint[] } | undefined

  /** `createdAt` in seconds since 1970. */
  constructor(authKey: Buffer, firstSalt: bigint, createdAt: number) {
    this.#secret = sha256(Buffer.from('server salts of '), authKey)
    this.#first = { salt: firstSalt, until: createdAt + LIFE }
  }

  current(now: number): bigint {
    return this.#around(now)[1] ?? 0n
  }

  /** The salt of this half hour and its neighbours on both sides are taken. */
  isGood(salt: bigint, now: number): boolean {
    return this.#around(now).includes(salt) || (salt === this.#first.salt && now < this.#first.until)
  }

  /** Salts from now on, for a client that will be away. */
  future(now: number, count: number): FutureSalt[] {
    const index = Math.floor(now / PERIOD)
    return Array.from({ length: count }, (_, i) => {
      const since = (index + i) * PERIOD
      return { since, until: since + LIFE, salt: this.#salt(index + i) }
    })
  }

  #around(now: number): bigint[] {
    const index = Math.floor(now / PERIOD)
    if (this.#newest?.index !== index) {
      this.#newest = { index, salts: [index - 1, index, index + 1].map((each) => this.#salt(each)) }
    }
    return this.#newest.salts
  }

  #salt(index: number): bigint {
    return sha256(this.#secret, Buffer.from(String(index))).readBigInt64LE(0)
  }
}
