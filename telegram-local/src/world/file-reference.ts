// A file_reference as Telegram's: bytes that mean nothing to a client, and that it cannot make itself.
// https://core.telegram.org/api/file_reference. Layout: version, flags, generation, issued at, origin, then 12 bytes of HMAC-SHA-256.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FileOrigin } from '../world.ts'

const VERSION = 2
const BODY_BYTES = 30
const SEAL_BYTES = 12

export type Reference = { generation: number; issuedAt: number; origin: FileOrigin | undefined }

export type ReferenceCodec = {
  write(mediaId: bigint, reference: Reference): Buffer
  /** Undefined when it was not written by us for this media. */
  read(mediaId: bigint, bytes: Uint8Array): Reference | undefined
}

export function createReferenceCodec(secret: Buffer): ReferenceCodec {
  const seal = (mediaId: bigint, body: Uint8Array) =>
    createHmac('sha256', secret).update(mediaId.toString()).update(body).digest().subarray(0, SEAL_BYTES)

  return {
    write(mediaId, { generation, issuedAt, origin }) {
      const body = Buffer.alloc(BODY_BYTES)
      body.writeUInt8(VERSION, 0)
      body.writeUInt8((origin === undefined ? 0 : 1) | (origin?.bot === undefined ? 0 : 2), 1)
      body.writeUInt32BE(generation, 2)
      body.writeUInt32BE(issuedAt, 6)
      body.writeBigInt64BE(BigInt(origin?.chat ?? 0), 10)
      body.writeBigInt64BE(BigInt(origin?.bot ?? 0), 18)
      body.writeUInt32BE(origin?.message ?? 0, 26)
      return Buffer.concat([body, seal(mediaId, body)])
    },
    read(mediaId, bytes) {
      if (bytes.length !== BODY_BYTES + SEAL_BYTES || bytes[0] !== VERSION) return undefined
      const body = Buffer.from(bytes.subarray(0, BODY_BYTES))
      if (!timingSafeEqual(seal(mediaId, body), bytes.subarray(BODY_BYTES))) return undefined
      const flags = body.readUInt8(1)
      const origin = {
        chat: Number(body.readBigInt64BE(10)),
        ...(flags & 2 ? { bot: Number(body.readBigInt64BE(18)) } : {}),
        message: body.readUInt32BE(26),
      }
      return {
        generation: body.readUInt32BE(2),
        issuedAt: body.readUInt32BE(6),
        origin: flags & 1 ? origin : undefined,
      }
    },
  }
}
