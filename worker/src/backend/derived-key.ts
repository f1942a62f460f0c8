// The key that only holders of the bot token can derive; the token itself never travels.
import { hkdfSync } from 'node:crypto'
import { WORKER_KEY_BYTES, WORKER_KEY_INFO, WORKER_KEY_SALT } from '@gramreel/contracts/workers'

export function derivedKey(botToken: string): Buffer {
  return Buffer.from(hkdfSync('sha256', botToken, WORKER_KEY_SALT, WORKER_KEY_INFO, WORKER_KEY_BYTES))
}
