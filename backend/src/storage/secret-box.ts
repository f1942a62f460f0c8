// Secrets at rest: AES-256-GCM, a fresh nonce for each value, and the place it is kept as associated data, so that
// a ciphertext copied to another row or column does not open (NIST SP 800-38D; PROMISES S15-S18).
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { readOrCreatePrivateFile } from './data-dir.ts'

/** Where a secret is kept, e.g. `bots/123/token`. */
export type SecretPlace = `${string}/${string | number}/${string}`

export type SecretBox = {
  seal: (plain: string, place: SecretPlace) => string
  /** Undefined when the key is another one, or the text was changed or moved. */
  open: (sealed: string, place: SecretPlace) => string | undefined
}

const VERSION = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

export const createSecretBox = (secret: string): SecretBox => {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'gramreel secrets at rest', 32))
  return {
    seal: (plain, place) => {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')}`
    },
    open: (sealed, place) => {
      const [version, body] = sealed.split('.')
      if (version !== VERSION || body === undefined) return undefined
      const bytes = Buffer.from(body, 'base64url')
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
          authTagLength: TAG_BYTES,
        })
          .setAAD(Buffer.from(place))
          .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
        return (
          decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
        )
      } catch {
        return undefined
      }
    },
  }
}

/** With SECRET_KEY, else with a key of its own in the data folder. */
export const openSecretBox = async (dataDir: string, secretKey: string | undefined): Promise<SecretBox> =>
  createSecretBox(
    secretKey ??
      (await readOrCreatePrivateFile(join(dataDir, 'secret-key'), () =>
        randomBytes(32).toString('base64url'),
      )),
  )
