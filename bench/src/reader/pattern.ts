// The pattern `blocks` of CONTRACT.md: every 16 bytes at offset o are the big-endian 64-bit number o/16, then GRAMREEL.
const BLOCK = 16
const GRAM = Buffer.from('GRAM').readUInt32BE()
const REEL = Buffer.from('REEL').readUInt32BE()

/** Looked at: one block in every 4 KiB (no part of Telegram’s is smaller). */
const EVERY = 256

/** Looks at blocks of a piece that stands at `offset` of the file, the last whole one among them; answers where one is wrong. */
export function findWrongByte(piece: Buffer, offset: number): number | undefined {
  const last = Math.floor((offset + piece.length) / BLOCK) - 1
  for (let block = last; block * BLOCK >= offset; block -= EVERY) {
    if (!isRight(piece, block, offset)) return block * BLOCK
  }
  return undefined
}

function isRight(piece: Buffer, block: number, offset: number): boolean {
  const at = block * BLOCK - offset
  return (
    piece.readUInt32BE(at) === Math.floor(block / 2 ** 32) &&
    piece.readUInt32BE(at + 4) === block % 2 ** 32 &&
    piece.readUInt32BE(at + 8) === GRAM &&
    piece.readUInt32BE(at + 12) === REEL
  )
}

/** A part of a file in the pattern: `length` bytes from `offset`, both multiples of 16. */
export function makePattern(offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length, '\0\0\0\0\0\0\0\0GRAMREEL')
  for (let at = 0; at < length; at += BLOCK) {
    const block = (offset + at) / BLOCK
    bytes.writeUInt32BE(Math.floor(block / 2 ** 32), at)
    bytes.writeUInt32BE(block % 2 ** 32, at + 4)
  }
  return bytes
}
