// Whoever calls our webhook is Telegram, if he knows the secret that we told it (S26).
import { createHash, timingSafeEqual } from 'node:crypto'

/** https://core.telegram.org/bots/api#setwebhook, secret_token */
export const SECRET_HEADER = 'x-telegram-bot-api-secret-token'

const sha256 = (text: string) => createHash('sha256').update(text).digest()

/** In a time that tells nothing of either. */
export const isSecret = (given: unknown, expected: string | undefined): boolean => {
  const text = typeof given === 'string' ? given : ''
  const isEqual = timingSafeEqual(sha256(text), sha256(expected ?? ''))
  return isEqual && expected !== undefined && expected !== ''
}

const PROBE_TIMEOUT_MS = 5_000

/** Does the address lead to us? Asked by ourselves before Telegram is sent there. */
export const reachesUs = async ({ url, secret }: { url: string; secret: string }): Promise<boolean> => {
  try {
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS)
    const answer = await fetch(url, { headers: { [SECRET_HEADER]: secret }, redirect: 'error', signal })
    await answer.body?.cancel()
    return answer.status === 204
  } catch {
    return false
  }
}

/**
 * Where Telegram may call us: https with one of its ports (https://core.telegram.org/bots/webhooks). A Bot API server on
 * this machine (tdlib/telegram-bot-api --local, telegram-local) takes plain http on this machine too.
 */
export const webhookBase = (publicUrl: string | undefined, botApiUrl: string): string | undefined => {
  if (publicUrl === undefined) return undefined
  const { protocol, port, hostname } = new URL(publicUrl)
  if (isLoopback(hostname)) return isLoopback(new URL(botApiUrl).hostname) ? publicUrl : undefined
  return protocol === 'https:' && ['', '80', '88', '8443'].includes(port) ? publicUrl : undefined
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
