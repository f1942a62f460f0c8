// Who this worker is to its backend: a key pair made of what it has anyway, the enrolment code and the bot token, so that a
// start without a disk is the same worker again. Neither can be had from the public half.
import { createHash, createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto'
import { IDENTITY_INFO, WORKER_ID_DIGITS, WORKER_ID_PREFIX } from '@gramreel/contracts/enrolment'

/** What stands before the 32 bytes of an Ed25519 key in PKCS 8 (RFC 8410, section 7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

export type Identity = {
  /** SPKI in base64url. */
  publicKey: string
  /** What it is called unless WORKER_ID says otherwise. */
  workerId: string
  /** Ed25519, base64url. */
  sign: (text: string) => string
}

export function createIdentity(botToken: string, code: string): Identity {
  const seed = Buffer.from(hkdfSync('sha256', botToken, code, IDENTITY_INFO, 32))
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  const hash = createHash('sha256').update(spki).digest('base64url')
  return {
    publicKey: spki.toString('base64url'),
    workerId: WORKER_ID_PREFIX + hash.slice(0, WORKER_ID_DIGITS),
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64url'),
  }
}
