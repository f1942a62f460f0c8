// Which transport a client chose, told by its first bytes.
// https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { MalformedPacket, abridged, full, intermediate } from './codec.ts'
import type { Codec } from './codec.ts'
import type { Input } from './input.ts'

/** `decode` and `encode` undo and apply obfuscation; they must see every byte exactly once, in order. */
export type Transport = {
  codec: Codec
  isObfuscated: boolean
  decode: (bytes: Buffer) => Buffer
  encode: (bytes: Buffer) => Buffer
}

const plain = (codec: Codec): Transport => ({
  codec,
  isObfuscated: false,
  decode: (bytes) => bytes,
  encode: (bytes) => bytes,
})

/** Undefined while too few bytes have arrived; bytes that only announce the transport are taken. */
export function detectTransport(input: Input): Transport | undefined {
  const first = input.peek(1)?.[0]
  if (first === 0xef) {
    input.take(1)
    return plain(abridged())
  }
  const tag = input.peek(4)?.readUInt32LE(0)
  if (tag === 0xeeeeeeee || tag === 0xdddddddd) {
    input.take(4)
    return plain(intermediate(tag === 0xdddddddd))
  }
  // A full packet's number is zero at first; an obfuscated beginning never has zeros there.
  const second = input.peek(8)?.readUInt32LE(4)
  if (second === undefined) return undefined
  if (second === 0) return plain(full())
  return input.length < 64 ? undefined : obfuscated(input)
}

function obfuscated(input: Input): Transport {
  const start = input.take(64)
  const back = Buffer.from(start.subarray(8, 56).toReversed())
  const decipher = createDecipheriv('aes-256-ctr', start.subarray(8, 40), start.subarray(40, 56))
  const cipher = createCipheriv('aes-256-ctr', back.subarray(0, 32), back.subarray(32, 48))
  const tag = decipher.update(start).readUInt32LE(56)
  // What came right behind the beginning is encrypted as well.
  if (input.length > 0) input.push(decipher.update(input.take(input.length)))
  return {
    codec: codecOf(tag),
    isObfuscated: true,
    decode: (bytes) => decipher.update(bytes),
    encode: (bytes) => cipher.update(bytes),
  }
}

function codecOf(tag: number): Codec {
  if (tag === 0xefefefef) return abridged()
  if (tag === 0xeeeeeeee) return intermediate(false)
  if (tag === 0xdddddddd) return intermediate(true)
  throw new MalformedPacket(`no transport has the tag ${tag.toString(16)}`)
}
