// AES-256-IGE decryption by the fastest part at hand. OpenSSL has no IGE that uses the processor's AES, and its CBC cannot be made to
// decrypt it; but it can be seen as CBC *encryption* with AES's inverse in place of AES, and OpenSSL's CBC takes any block cipher:
//   IGE: p[i] = D(c[i] ^ p[i-1]) ^ c[i-1].  With y[i] = p[i] ^ c[i-1] that is y[i] = D((c[i] ^ c[i-2]) ^ y[i-1]).
// Both functions are in Node itself; koffi calls them. (@mtcute/crypto-node leaks 640 bytes at each call, its wasm is half as fast.)
// Where they are not to be had, our own JavaScript does it. What is found is checked by a known answer before it is used.
import { readFileSync } from 'node:fs'
import { arch, platform } from 'node:process'
import koffi from 'koffi'
import { decryptionSchedule, decryptIge } from './aes-ige.ts'

/** The most that one call may decrypt, bytes. */
export const PIECE_BYTES = 64 * 1024

/** Decrypts a message piece by piece. */
export type Decryption = {
  /** The next piece, whole blocks, at most 64 KiB. The answer is lent: the next call of any decryption overwrites it. */
  next(cipher: Buffer): Buffer
}

/** `key`: 32 bytes; `iv`: 32 bytes, the cipher block before the first, then the plain block before the first. */
export type Ige = { kind: 'native' | 'javascript'; start(key: Buffer, iv: Buffer): Decryption }

const scratch = new Int32Array(PIECE_BYTES / 4)
const scratchBytes = Buffer.from(scratch.buffer)

/** Decrypts one piece, of which the cipher's words are given, into the scratch. */
type DecryptPiece = (cipher: Int32Array, iv: Int32Array) => void

function chained(iv: Buffer, decrypt: DecryptPiece): Decryption {
  /** The last cipher block, then the last plain block. */
  const chain = new Int32Array(8)
  Buffer.from(chain.buffer).set(iv)
  return {
    next(cipher) {
      const words = wordsOf(cipher)
      decrypt(words, chain)
      chain.set(words.subarray(-4), 0)
      chain.set(scratch.subarray(words.length - 4, words.length), 4)
      return scratchBytes.subarray(0, cipher.length)
    },
  }
}

/** Words need an offset divisible by four. */
function wordsOf(bytes: Buffer): Int32Array {
  const own = bytes.byteOffset % 4 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer)
  return new Int32Array(own.buffer, own.byteOffset, own.length >> 2)
}

export const javaScriptIge: Ige = {
  kind: 'javascript',
  start(key, iv) {
    const schedule = decryptionSchedule(key)
    return chained(iv, (cipher, chain) => {
      const words = scratch.subarray(0, cipher.length)
      const bytes = scratchBytes.subarray(0, cipher.length * 4)
      words.set(cipher)
      bytes.swap32()
      decryptIge(words, schedule, Buffer.from(chain.buffer))
      bytes.swap32()
    })
  },
}

/** OpenSSL's names for the processor's AES: the schedule for decryption, the decryption of one block. */
const CIPHERS: Partial<Record<NodeJS.Architecture, [setKey: string, decryptBlock: string]>> = {
  x64: ['aesni_set_decrypt_key', 'aesni_decrypt'],
  arm64: ['aes_v8_set_decrypt_key', 'aes_v8_decrypt'],
}
/** Of OpenSSL's AES_KEY, rounded up. */
const SCHEDULE_BYTES = 256

/** Calling these on a processor without AES would end the process. */
function hasAes(): boolean {
  if (platform === 'darwin') return true
  try {
    return /^(?:flags|Features)\s*:.*\baes\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'))
  } catch {
    return false
  }
}

function nativeIge(): Ige | undefined {
  const names = CIPHERS[arch]
  if (!names || !hasAes()) return undefined
  try {
    const node = koffi.load(null)
    const setKey = node.func(`int ${names[0]}(const void *key, int bits, void *schedule)`)
    const encryptCbc = node.func(
      'void CRYPTO_cbc128_encrypt(const void *in, void *out, size_t length, const void *key, void *iv, void *block)',
    )
    const decryptBlock: unknown = node.symbol(names[1], 'void')
    return {
      kind: 'native',
      start(key, iv) {
        if (key.length !== 32) throw new Error(`an AES-256 key of ${key.length} bytes`)
        const schedule = Buffer.alloc(SCHEDULE_BYTES)
        const last = Buffer.alloc(16)
        setKey(key, 256, schedule)
        return chained(iv, (cipher, chain) => {
          const { length } = cipher
          for (let i = 0; i < 4; i++) scratch[i] = word(cipher, i)
          for (let i = 4; i < 8; i++) scratch[i] = word(cipher, i) ^ word(chain, i - 4)
          for (let i = 8; i < length; i++) scratch[i] = word(cipher, i) ^ word(cipher, i - 8)
          last.set(new Uint8Array(chain.buffer, 16, 16))
          encryptCbc(scratchBytes, scratchBytes, length * 4, schedule, last, decryptBlock)
          for (let i = 0; i < 4; i++) scratch[i] = word(scratch, i) ^ word(chain, i)
          for (let i = 4; i < length; i++) scratch[i] = word(scratch, i) ^ word(cipher, i - 4)
        })
      },
    }
  } catch {
    return undefined
  }
}

/** Every index here is within its array, except of the blocks after the end of a piece of one block. */
function word(words: Int32Array, index: number): number {
  return words[index] ?? 0
}

/** Whether it gives the same as JavaScript does, in two pieces. */
function isRight(ige: Ige): boolean {
  const [key, iv, first, second] = [32, 32, 80, 48].map((length) =>
    Buffer.from(Array.from({ length }, (_, i) => (i * 7 + length) & 255)),
  )
  if (!key || !iv || !first || !second) return false
  const decrypt = ({ start }: Ige) => {
    const decryption = start(key, iv)
    return Buffer.concat([Buffer.from(decryption.next(first)), Buffer.from(decryption.next(second))])
  }
  return decrypt(ige).equals(decrypt(javaScriptIge))
}

const native = nativeIge()

/** The fastest there is here. */
export const ige: Ige = native && isRight(native) ? native : javaScriptIge

/** Any number of whole blocks, at once. */
export function decryptWhole(cipher: Buffer, key: Buffer, iv: Buffer): Buffer {
  const plain = Buffer.allocUnsafe(cipher.length)
  const decryption = ige.start(key, iv)
  for (let at = 0; at < cipher.length; at += PIECE_BYTES) {
    decryption.next(cipher.subarray(at, at + PIECE_BYTES)).copy(plain, at)
  }
  return plain
}
