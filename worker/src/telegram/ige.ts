// AES-256-IGE decryption by the fastest part at hand. OpenSSL has no IGE that uses the processor's AES, and its CBC cannot be made to
// decrypt it; but it can be seen as CBC *encryption* with AES's inverse in place of AES, and OpenSSL's CBC takes any block cipher:
//   IGE: p[i] = D(c[i] ^ p[i-1]) ^ c[i-1].  With y[i] = p[i] ^ c[i-1] that is y[i] = D((c[i] ^ c[i-2]) ^ y[i-1]).
// Both functions are in Node itself; koffi calls them. (@mtcute/crypto-node leaks 640 bytes at each call, its wasm is half as fast.)
// Where they are not to be had, our own JavaScript does it. What is found is checked by a known answer before it is used.
import { readFileSync } from 'node:fs'
import { arch, platform } from 'node:process'
import koffi from 'koffi'
import { decryptionSchedule, decryptIge } from './aes-ige.ts'
import { createXorBlocks } from './xor-blocks.ts'

/** The most that one call may decrypt, bytes. */
export const PIECE_BYTES = 64 * 1024

/** Decrypts a message piece by piece. */
export type Decryption = {
  /** The next piece, whole blocks, at most 64 KiB. The answer is lent: the next call of any decryption overwrites it. */
  next(cipher: Buffer): Buffer
}

/** `key`: 32 bytes; `iv`: 32 bytes, the cipher block before the first, then the plain block before the first. */
export type Ige = { kind: 'native' | 'javascript'; start: (key: Buffer, iv: Buffer) => Decryption }

export const javaScriptIge: Ige = {
  kind: 'javascript',
  start: (key, iv) => {
    const schedule = decryptionSchedule(key)
    const chain = Buffer.from(iv)
    return {
      next(cipher) {
        const plain = Buffer.from(new Uint8Array(cipher).buffer)
        plain.swap32()
        decryptIge(new Int32Array(plain.buffer), schedule, chain)
        plain.swap32()
        cipher.copy(chain, 0, cipher.length - 16)
        plain.copy(chain, 16, plain.length - 16)
        return plain
      },
    }
  },
}

/** OpenSSL's names for the processor's AES: the schedule for decryption, the decryption of one block. */
const CIPHERS: Partial<Record<NodeJS.Architecture, [setKey: string, decryptBlock: string]>> = {
  x64: ['aesni_set_decrypt_key', 'aesni_decrypt'],
  arm64: ['aes_v8_set_decrypt_key', 'aes_v8_decrypt'],
}
/** Where they lie in the memory: a block of zeros and the last cipher block, the cipher, the plaintext. */
const CIPHER = 32
const PLAIN = CIPHER + PIECE_BYTES
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
    const { memory, xor } = createXorBlocks()
    return {
      kind: 'native',
      start: (key, iv) => {
        if (key.length !== 32) throw new Error(`an AES-256 key of ${key.length} bytes`)
        const schedule = Buffer.alloc(SCHEDULE_BYTES)
        setKey(key, 256, schedule)
        const lastCipher = Buffer.from(iv.subarray(0, 16))
        const lastPlain = Buffer.from(iv.subarray(16))
        return {
          next(cipher) {
            const { length } = cipher
            const plain = memory.subarray(PLAIN, PLAIN + length)
            lastCipher.copy(memory, CIPHER - 16)
            cipher.copy(memory, CIPHER)
            xor(PLAIN, CIPHER, CIPHER - 32, PLAIN + length) // c[i] ^ c[i-2], of which the first is zero
            encryptCbc(plain, plain, length, schedule, lastPlain, decryptBlock)
            xor(PLAIN, PLAIN, CIPHER - 16, PLAIN + length) // y[i] ^ c[i-1]
            cipher.copy(lastCipher, 0, length - 16)
            plain.copy(lastPlain, 0, length - 16)
            return plain
          },
        }
      },
    }
  } catch {
    return undefined
  }
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
