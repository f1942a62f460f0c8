// What mtcute needs of cryptography: hashes from Node, AES-IGE from its own WebAssembly.
import { createCipheriv, createHash, createHmac, pbkdf2Sync, randomFillSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { BaseCryptoProvider, type ICryptoProvider, type IEncryptionScheme } from '@mtcute/core/utils.js'
import { getWasmUrl, ige256Decrypt, ige256Encrypt, initSync } from '@mtcute/wasm'

export class NodeCrypto extends BaseCryptoProvider implements ICryptoProvider {
  initialize(): void {
    initSync(readFileSync(getWasmUrl()))
  }
  sha1(data: Uint8Array): Uint8Array {
    return createHash('sha1').update(data).digest()
  }
  sha256(data: Uint8Array): Uint8Array {
    return createHash('sha256').update(data).digest()
  }
  pbkdf2(
    password: Uint8Array,
    salt: Uint8Array,
    iterations: number,
    length = 64,
    digest = 'sha512',
  ): Uint8Array {
    return pbkdf2Sync(password, salt, iterations, length, digest)
  }
  hmacSha256(data: Uint8Array, key: Uint8Array): Uint8Array {
    return createHmac('sha256', key).update(data).digest()
  }
  createAesCtr(key: Uint8Array, iv: Uint8Array): { process: (data: Uint8Array) => Uint8Array } {
    const cipher = createCipheriv('aes-256-ctr', key, iv)
    return { process: (data) => cipher.update(data) }
  }
  createAesIge(key: Uint8Array, iv: Uint8Array): IEncryptionScheme {
    return {
      encrypt: (data) => ige256Encrypt(data, key, iv),
      decrypt: (data) => ige256Decrypt(data, key, iv),
    }
  }
  gzip(data: Uint8Array, maxSize: number): Uint8Array | null {
    // Parts of films, which would not get smaller.
    if (data.length > 64 * 1024) return null
    const zipped = gzipSync(data)
    return zipped.length <= maxSize ? zipped : null
  }
  gunzip(data: Uint8Array): Uint8Array {
    return gunzipSync(data)
  }
  randomFill(buffer: Uint8Array): void {
    randomFillSync(buffer)
  }
}
