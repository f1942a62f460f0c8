// Signs requests as a worker does, computed here anew from the contract's words.
import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'

export type Signed = { workerId?: string; time?: number; nonce?: string; token: string }

/** The Authorization header of a request with this body. */
export const signAsWorker = (
  { workerId = 'worker-1', time = Math.floor(Date.now() / 1000), nonce, token }: Signed,
  method: string,
  path: string,
  body?: unknown,
): string => {
  const once = nonce ?? randomBytes(16).toString('base64url')
  const text = body === undefined ? '' : JSON.stringify(body)
  const bodyHash = createHash('sha256').update(text).digest('base64url')
  const key = Buffer.from(hkdfSync('sha256', token, 'gramreel', 'gramreel worker', 32))
  const signature = createHmac('sha256', key)
    .update(`${method}\n${path}\n${time}\n${once}\n${bodyHash}`)
    .digest('base64url')
  return `Gramreel-Worker ${encodeURIComponent(workerId)} ${time} ${once} ${signature}`
}
