// Puts our AES-IGE in the place of GramJS's, for decryption: the seam for a faster one. No file in node_modules is patched;
// what is replaced is looked up first, so that another version of GramJS fails at the start and not in a stream.
import { createRequire } from 'node:module'
import { decryptionSchedule, decryptIge } from './aes-ige.ts'

type Ige = { decryptIge(cipherText: Buffer): Buffer; encryptIge(plainText: Buffer): Buffer }
type IgeModule = { IGE: new (key: Buffer, iv: Buffer) => Ige }

/** Once for the process; again does nothing. */
export function replaceCipher(): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked below
  const ige = createRequire(import.meta.url)('telegram/crypto/IGE.js') as IgeModule
  if (ige.IGE.name === LeanIge.name) return
  const original = ige.IGE
  if (
    typeof original !== 'function' ||
    typeof original.prototype !== 'object' ||
    !('decryptIge' in original.prototype)
  ) {
    throw new Error('GramJS has changed: telegram/crypto/IGE has no class IGE with decryptIge')
  }
  LeanIge.original = original
  ige.IGE = LeanIge
}

class LeanIge implements Ige {
  static original: IgeModule['IGE']
  readonly #key: Buffer
  readonly #iv: Buffer

  constructor(key: Buffer, iv: Buffer) {
    this.#key = key
    this.#iv = iv
  }

  decryptIge(cipherText: Buffer): Buffer {
    // In place: a packet is read into a buffer of its own (exact-socket.ts), which nobody needs encrypted.
    const bytes =
      cipherText.byteOffset % 4 === 0 ? cipherText : Buffer.from(new Uint8Array(cipherText).buffer)
    bytes.swap32()
    const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)
    decryptIge(words, decryptionSchedule(this.#key), this.#iv)
    return bytes.swap32()
  }

  encryptIge(plainText: Buffer): Buffer {
    return new LeanIge.original(this.#key, this.#iv).encryptIge(plainText)
  }
}
