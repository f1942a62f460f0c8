import { randomBytes, randomInt } from 'node:crypto'

/** A positive 63-bit number, as Telegram's ids and access hashes are. */
export function randomLong(): bigint {
  return (randomBytes(8).readBigUInt64LE() & 0x7fff_ffff_ffff_ffffn) | 1n
}

export function randomUserId(): number {
  return 5_000_000_000 + randomInt(2_000_000_000)
}

/** A Bot API channel id: -100 and ten digits. */
export function randomChannelId(): number {
  return -1_000_000_000_000 - (1_000_000_000 + randomInt(1_000_000_000))
}

/** The part of a bot's token after the colon: 35 characters that begin with AA. */
export function randomTokenSecret(): string {
  return `AA${randomBytes(25).toString('base64url').slice(0, 33)}`
}
