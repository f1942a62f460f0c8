// AES-256-IGE decryption in place, without garbage. The library that GramJS uses makes two small arrays for every block of 16
// bytes: a third of the CPU time of a stream went into collecting them, and V8 grew by 60 MiB to hold them.
// Tables as in FIPS 197 and the Rijndael reference ("equivalent inverse cipher"); IGE: p[i] = D(c[i] ^ p[i-1]) ^ c[i-1].

const ROUNDS = 14

const SBOX = new Int32Array(256)
const INVERSE = new Int32Array(256)
/** InvSubBytes and InvMixColumns in one step, one table for each byte of a word. */
const D0 = new Int32Array(256)
const D1 = new Int32Array(256)
const D2 = new Int32Array(256)
const D3 = new Int32Array(256)
makeTables()

/** A key's schedule for decryption: 15 round keys of 4 words. Throws unless the key has 32 bytes. */
export function decryptionSchedule(key: Buffer): Int32Array {
  if (key.length !== 32) throw new Error(`an AES-256 key of ${key.length} bytes`)
  const words = new Int32Array(4 * (ROUNDS + 1))
  for (let i = 0; i < 8; i++) words[i] = key.readInt32BE(i * 4)
  for (let i = 8, rcon = 1; i < words.length; i++) {
    let word = at(words, i - 1)
    if (i % 8 === 0) {
      word = substitute((word << 8) | (word >>> 24)) ^ (rcon << 24)
      rcon = double(rcon)
    } else if (i % 8 === 4) word = substitute(word)
    words[i] = at(words, i - 8) ^ word
  }
  const schedule = new Int32Array(words.length)
  for (let round = 0; round <= ROUNDS; round++) {
    for (let i = 0; i < 4; i++) {
      const word = at(words, 4 * (ROUNDS - round) + i)
      const isOuter = round === 0 || round === ROUNDS
      schedule[4 * round + i] = isOuter ? word : inverseMix(substitute(word))
    }
  }
  return schedule
}

/**
 * Decrypts words (big-endian values of the bytes) in place. `words.length` is a multiple of 4.
 * `iv` is 32 bytes: the ciphertext block before the first, then the plaintext block before the first.
 */
export function decryptIge(words: Int32Array, schedule: Int32Array, iv: Buffer): void {
  let c0 = iv.readInt32BE(0)
  let c1 = iv.readInt32BE(4)
  let c2 = iv.readInt32BE(8)
  let c3 = iv.readInt32BE(12)
  let p0 = iv.readInt32BE(16)
  let p1 = iv.readInt32BE(20)
  let p2 = iv.readInt32BE(24)
  let p3 = iv.readInt32BE(28)
  for (let i = 0; i < words.length; i += 4) {
    const n0 = at(words, i)
    const n1 = at(words, i + 1)
    const n2 = at(words, i + 2)
    const n3 = at(words, i + 3)
    let a = n0 ^ p0 ^ at(schedule, 0)
    let b = n1 ^ p1 ^ at(schedule, 1)
    let c = n2 ^ p2 ^ at(schedule, 2)
    let d = n3 ^ p3 ^ at(schedule, 3)
    let k = 4
    for (; k < 4 * ROUNDS; k += 4) {
      const a2 = column(a, d, c, b) ^ at(schedule, k)
      const b2 = column(b, a, d, c) ^ at(schedule, k + 1)
      const c2 = column(c, b, a, d) ^ at(schedule, k + 2)
      d = column(d, c, b, a) ^ at(schedule, k + 3)
      a = a2
      b = b2
      c = c2
    }
    p0 = lastColumn(a, d, c, b) ^ at(schedule, k) ^ c0
    p1 = lastColumn(b, a, d, c) ^ at(schedule, k + 1) ^ c1
    p2 = lastColumn(c, b, a, d) ^ at(schedule, k + 2) ^ c2
    p3 = lastColumn(d, c, b, a) ^ at(schedule, k + 3) ^ c3
    words[i] = p0
    words[i + 1] = p1
    words[i + 2] = p2
    words[i + 3] = p3
    c0 = n0
    c1 = n1
    c2 = n2
    c3 = n3
  }
}

/** InvShiftRows picks one byte of each of four columns. */
function column(w: number, x: number, y: number, z: number): number {
  return at(D0, w >>> 24) ^ at(D1, (x >>> 16) & 255) ^ at(D2, (y >>> 8) & 255) ^ at(D3, z & 255)
}

function lastColumn(w: number, x: number, y: number, z: number): number {
  return (
    (at(INVERSE, w >>> 24) << 24) |
    (at(INVERSE, (x >>> 16) & 255) << 16) |
    (at(INVERSE, (y >>> 8) & 255) << 8) |
    at(INVERSE, z & 255)
  )
}

/** Every index here is within its table. One type for all tables, so that V8 reads them by one way. */
function at(table: Int32Array, index: number): number {
  return table[index] ?? 0
}

function substitute(word: number): number {
  return (
    (at(SBOX, word >>> 24) << 24) |
    (at(SBOX, (word >>> 16) & 255) << 16) |
    (at(SBOX, (word >>> 8) & 255) << 8) |
    at(SBOX, word & 255)
  )
}

/** The D tables undo SubBytes before they mix, so what was substituted once is only mixed. */
function inverseMix(substituted: number): number {
  return column(substituted, substituted, substituted, substituted)
}

/** Doubling in GF(2^8). */
function double(x: number): number {
  return ((x << 1) ^ (x & 128 ? 0x11b : 0)) & 255
}

function makeTables(): void {
  // 3 generates the field: walk it and its inverse together to get each element's multiplicative inverse.
  for (let p = 1, q = 1, first = true; first || p !== 1; first = false) {
    p ^= double(p)
    q ^= q << 1
    q ^= q << 2
    q = (q ^ (q << 4)) & 255
    if (q & 128) q ^= 9
    const rotations = q ^ rotate(q, 1) ^ rotate(q, 2) ^ rotate(q, 3) ^ rotate(q, 4)
    SBOX[p] = rotations ^ 0x63
  }
  SBOX[0] = 0x63
  for (let x = 0; x < 256; x++) INVERSE[at(SBOX, x)] = x
  for (let x = 0; x < 256; x++) {
    const s = at(INVERSE, x)
    const s2 = double(s)
    const s4 = double(s2)
    const s8 = double(s4)
    // The column (14, 9, 13, 11) of InvMixColumns.
    const word = ((s8 ^ s4 ^ s2) << 24) | ((s8 ^ s) << 16) | ((s8 ^ s4 ^ s) << 8) | (s8 ^ s2 ^ s)
    D0[x] = word
    D1[x] = (word >>> 8) | (word << 24)
    D2[x] = (word >>> 16) | (word << 16)
    D3[x] = (word >>> 24) | (word << 8)
  }
}

function rotate(byte: number, by: number): number {
  return ((byte << by) | (byte >> (8 - by))) & 255
}
