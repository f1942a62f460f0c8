// AES-256-IGE decryption by the fastest part at hand: @mtcute/crypto-node, whose prebuilt binaries need no compiler, or, where
// it cannot be loaded (another processor, another libc), our own JavaScript. What is loaded is checked by a known answer first.
// OpenSSL has no IGE, and its CBC cannot be made to decrypt it.
import { createRequire } from 'node:module'
import { decryptionSchedule, decryptIge } from './aes-ige.ts'

/** `cipher`: whole blocks; `key`: 32 bytes; `iv`: 32 bytes, cipher block before plain block. Answers memory of its own. */
type Decrypt = (cipher: Buffer, key: Buffer, iv: Buffer) => Buffer

export type Ige = { kind: 'native' | 'javascript'; decrypt: Decrypt }

function inJavaScript(cipher: Buffer, key: Buffer, iv: Buffer): Buffer {
  const plain = Buffer.allocUnsafeSlow(cipher.length)
  cipher.copy(plain)
  plain.swap32()
  decryptIge(new Int32Array(plain.buffer, 0, plain.length >> 2), decryptionSchedule(key), iv)
  return plain.swap32()
}

/** The package's native part; undefined where it cannot be loaded or does not decrypt as it should. */
function loadNative(): Decrypt | undefined {
  try {
    const loaded: unknown = createRequire(import.meta.url)('@mtcute/crypto-node/native.js')
    const native: unknown = typeof loaded === 'object' && loaded ? Reflect.get(loaded, 'native') : undefined
    const decrypt: unknown =
      typeof native === 'object' && native ? Reflect.get(native, 'ige256_decrypt') : undefined
    if (typeof decrypt !== 'function') return undefined
    const [cipher, key, iv] = [counting(64), counting(32), counting(32)] as const
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the next line checks it
    const candidate = decrypt as Decrypt
    return inJavaScript(cipher, key, iv).equals(candidate(cipher, key, iv)) ? candidate : undefined
  } catch {
    return undefined
  }
}

function counting(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => i))
}

export const javaScriptIge: Ige = { kind: 'javascript', decrypt: inJavaScript }

const native = loadNative()

/** The fastest there is here. */
export const ige: Ige = native ? { kind: 'native', decrypt: native } : javaScriptIge

/** Gives the memory of a buffer that nobody uses any more back at once, not when the garbage is collected some day. */
export function free(bytes: Buffer): void {
  if (bytes.buffer instanceof ArrayBuffer && !bytes.buffer.detached) bytes.buffer.transfer(0)
}
