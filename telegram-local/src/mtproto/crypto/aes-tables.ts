// AES-256 decryption's key schedule and tables (FIPS 197), laid out for little-endian 32-bit words, so that a block can be
// read through an Int32Array without turning bytes around.

const box = new Uint8Array(256)

/** Round keys of the equivalent inverse cipher, in the order in which decryption uses them: 15 × 4 words. */
export function decryptionKeys(key: Uint8Array): Int32Array {
  if (key.length !== 32) throw new RangeError(`an AES-256 key has 32 bytes, not ${key.length}`)
  const words = new Int32Array(60)
  for (let i = 0; i < 8; i++) {
    words[i] =
      byte(key, 4 * i) |
      (byte(key, 4 * i + 1) << 8) |
      (byte(key, 4 * i + 2) << 16) |
      (byte(key, 4 * i + 3) << 24)
  }
  let roundConstant = 1
  for (let i = 8; i < 60; i++) {
    let word = words[i - 1] ?? 0
    if (i % 8 === 0) {
      word = substitute((word >>> 8) | (word << 24)) ^ roundConstant
      roundConstant = double(roundConstant)
    } else if (i % 8 === 4) word = substitute(word)
    words[i] = (words[i - 8] ?? 0) ^ word
  }
  const turned = new Int32Array(60)
  for (let round = 0; round < 15; round++) {
    for (let column = 0; column < 4; column++) {
      const word = words[4 * (14 - round) + column] ?? 0
      turned[4 * round + column] = round === 0 || round === 14 ? word : unmix(word)
    }
  }
  return turned
}

function unmix(word: number): number {
  const at = (table: number, shift: number) => TABLES[256 * table + byte(box, (word >>> shift) & 255)] ?? 0
  return at(0, 0) ^ at(1, 8) ^ at(2, 16) ^ at(3, 24)
}

const byte = (bytes: Uint8Array, index: number) => bytes[index] ?? 0
const double = (value: number) => (value << 1) ^ (value & 0x80 ? 0x11b : 0)

function substitute(word: number): number {
  const at = (shift: number) => byte(box, (word >>> shift) & 255) << shift
  return at(0) | at(8) | at(16) | at(24)
}

function multiply(a: number, b: number): number {
  let product = 0
  for (let x = a, y = b; y > 0; x = double(x), y >>= 1) if (y & 1) product ^= x
  return product
}

function makeTables(): Int32Array {
  const inverse = new Uint8Array(256)
  // p runs through all non-zero field elements as powers of 3, q through their inverses.
  let p = 1
  let q = 1
  do {
    p = (p ^ double(p)) & 255
    q ^= q << 1
    q ^= q << 2
    q ^= q << 4
    q &= 255
    if (q & 0x80) q ^= 0x09
    box[p] = q ^ rotate(q, 1) ^ rotate(q, 2) ^ rotate(q, 3) ^ rotate(q, 4) ^ 0x63
  } while (p !== 1)
  box[0] = 0x63
  for (let i = 0; i < 256; i++) inverse[byte(box, i)] = i

  const tables = new Int32Array(5 * 256)
  for (let i = 0; i < 256; i++) {
    const s = byte(inverse, i)
    const column = multiply(s, 14) | (multiply(s, 9) << 8) | (multiply(s, 13) << 16) | (multiply(s, 11) << 24)
    tables[i] = column
    for (let turn = 1; turn < 4; turn++)
      tables[256 * turn + i] = (column << (8 * turn)) | (column >>> (32 - 8 * turn))
    tables[1024 + i] = s
  }
  return tables
}

const rotate = (value: number, by: number) => ((value << by) | (value >>> (8 - by))) & 255

/**
 * Five tables of 256 words in a row: InvSubBytes and InvMixColumns of one byte in each of its four places, then the inverse
 * S-box for the last round. One array, since the decryption loop is short of registers.
 */
export const TABLES: Int32Array = makeTables()
