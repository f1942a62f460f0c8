// gzip_packed: any message or result may be compressed. https://core.telegram.org/mtproto/service_messages#packed-object
import { gzipSync, unzipSync } from 'node:zlib'
import { TlReader } from '../../tl/decode.ts'
import { joined, lengthOf } from '../../tl/lazy-bytes.ts'
import type { Part } from '../../tl/lazy-bytes.ts'
import type { Schema } from '../../tl/schema.ts'
import { TlError } from '../../tl/tl-error.ts'
import { TlWriter } from '../../tl/writer.ts'

const GZIP_PACKED = 0x3072cfa1
/** A small packet must not unfold into all our memory. */
const MAX_UNPACKED = 8 * 1024 * 1024
/** Shorter answers are not worth the trouble. */
const WORTH_IT = 512

/** The object itself, packed or not; throws TlError when what is packed cannot be unpacked. */
export function unpack(body: Buffer, schema: Schema): Buffer {
  if (body.length < 4 || body.readUInt32LE(0) !== GZIP_PACKED) return body
  const packed = new TlReader(body, schema, 4).byteString()
  try {
    // mtcute packs in zlib's format, not gzip's, and Telegram takes both.
    return unzipSync(packed, { maxOutputLength: MAX_UNPACKED })
  } catch (cause) {
    throw new TlError(`gzip_packed cannot be unpacked: ${String(cause)}`)
  }
}

/** The same object, packed if that makes it shorter. */
export function pack(parts: Part[]): Part[] {
  const length = lengthOf(parts)
  if (length < WORTH_IT) return parts
  const packed = gzipSync(joined(parts))
  if (packed.length + 8 >= length) return parts
  const writer = new TlWriter()
  writer.int(GZIP_PACKED)
  writer.byteString(packed)
  return writer.parts()
}
