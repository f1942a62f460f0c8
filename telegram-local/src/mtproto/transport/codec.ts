// How packets stand in the TCP stream: https://core.telegram.org/mtproto/mtproto-transports
import { randomBytes, randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Input } from './input.ts'

export type Packet = { payload: Buffer; wantsQuickAck: boolean }

export type Codec = {
  readonly name: 'full' | 'abridged' | 'intermediate' | 'padded intermediate'
  /** Takes one packet off the front; undefined while it is not whole. Throws MalformedPacket. */
  take(input: Input): Packet | undefined
  /** What to send for a payload given in parts. */
  wrap(parts: Buffer[]): Buffer[]
  /** The four bytes that say "received", where the transport has them. */
  quickAck(token: number): Buffer | undefined
}

/** After this the stream cannot be understood any more. */
export class MalformedPacket extends Error {
  override name = 'MalformedPacket'
}

/** Clients send at most about 1 MiB in a container. */
const MAX_PACKET = 4 * 1024 * 1024

const lengthOf = (parts: Buffer[]) => parts.reduce((sum, part) => sum + part.length, 0)

function checked(length: number, least: number): number {
  if (length < least || length > MAX_PACKET) throw new MalformedPacket(`a packet of ${length} bytes`)
  return length
}

/** Length, number, payload, CRC32 of all that. */
export function full(): Codec {
  let received = 0
  let sent = 0
  return {
    name: 'full',
    take(input) {
      const head = input.peek(4)
      if (!head) return undefined
      const length = checked(head.readUInt32LE(0), 12)
      if (input.length < length) return undefined
      const packet = input.take(length)
      if (crc32(packet.subarray(0, length - 4)) !== packet.readUInt32LE(length - 4)) {
        throw new MalformedPacket('the checksum does not match')
      }
      if (packet.readInt32LE(4) !== received++) throw new MalformedPacket('packets are not numbered in a row')
      return { payload: packet.subarray(8, length - 4), wantsQuickAck: false }
    },
    wrap(parts) {
      const head = Buffer.allocUnsafe(8)
      head.writeUInt32LE(lengthOf(parts) + 12, 0)
      head.writeInt32LE(sent++, 4)
      const tail = Buffer.allocUnsafe(4)
      tail.writeUInt32LE(
        parts.reduce((sum, part) => crc32(part, sum), crc32(head)),
        0,
      )
      return [head, ...parts, tail]
    },
    quickAck: () => undefined,
  }
}

/** One byte of length in words, or 0x7f and three bytes. */
export function abridged(): Codec {
  return {
    name: 'abridged',
    take(input) {
      const first = input.peek(1)?.[0]
      if (first === undefined) return undefined
      const isLong = (first & 0x7f) === 0x7f
      const head = input.peek(isLong ? 4 : 1)
      if (!head) return undefined
      const length = checked(4 * (isLong ? head.readUIntLE(1, 3) : first & 0x7f), 4)
      if (input.length < head.length + length) return undefined
      input.take(head.length)
      return { payload: input.take(length), wantsQuickAck: (first & 0x80) !== 0 }
    },
    wrap(parts) {
      const words = lengthOf(parts) / 4
      const head =
        words < 0x7f ? Buffer.of(words) : Buffer.of(0x7f, words & 255, (words >> 8) & 255, words >> 16)
      return [head, ...parts]
    },
    quickAck(token) {
      const ack = Buffer.allocUnsafe(4)
      ack.writeUInt32BE(token, 0)
      return ack
    },
  }
}

/** Four bytes of length; padded: some random bytes behind the payload, counted in the length. */
export function intermediate(isPadded: boolean): Codec {
  return {
    name: isPadded ? 'padded intermediate' : 'intermediate',
    take(input) {
      const head = input.peek(4)?.readUInt32LE(0)
      if (head === undefined) return undefined
      const length = checked(head & 0x7fffffff, 4)
      if (input.length < 4 + length) return undefined
      input.take(4)
      return { payload: input.take(length), wantsQuickAck: head >= 0x80000000 }
    },
    wrap(parts) {
      const length = lengthOf(parts)
      // Padding would make a transport error, which is four bytes, look like something else; and up to 15 bytes may be
      // padded, but gotd takes off only what is no whole word.
      const padding = isPadded && length > 4 ? randomBytes(randomInt(4)) : Buffer.alloc(0)
      const head = Buffer.allocUnsafe(4)
      head.writeUInt32LE(length + padding.length, 0)
      return padding.length > 0 ? [head, ...parts, padding] : [head, ...parts]
    },
    quickAck(token) {
      const ack = Buffer.allocUnsafe(4)
      ack.writeUInt32LE(token, 0)
      return ack
    },
  }
}
