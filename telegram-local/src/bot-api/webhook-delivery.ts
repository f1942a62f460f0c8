// Sends a bot's updates to its webhook, one after another, each until it was taken: the next one waits.
// https://core.telegram.org/bots/api#setwebhook
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../guards.ts'
import type { Webhook, World } from '../world.ts'
import { wantedUpdates } from './allowed-updates.ts'
import { updateObject } from './objects/message.ts'

const ANSWER_TIMEOUT_MS = 60_000
const MAX_PAUSE_MS = 60_000

class WrongAnswer extends Error {
  readonly retryAfterMs: number | undefined
  constructor(answer: string, retryAfterMs: number | undefined) {
    super(`Wrong response from the webhook: ${answer}`)
    this.retryAfterMs = retryAfterMs
  }
}

const nothing = () => {}

export type DeliveryError = { date: number; message: string }

export type WebhookDelivery = {
  lastError(): DeliveryError | undefined
  stop(): void
}

export type DeliveryOptions = {
  world: World
  bot: number
  webhook: Webhook
  /** Pause after the first failure; it doubles with each further one, up to a minute. */
  retryMs: number
}

export function startDelivery({ world, bot, webhook, retryMs }: DeliveryOptions): WebhookDelivery {
  const stopped = new AbortController()
  const { signal } = stopped
  let lastError: DeliveryError | undefined
  let wake = nothing
  const unsubscribe = world.onUpdate(bot, () => wake())

  async function run(): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      const [update] = wantedUpdates(world, bot, 0, 1)
      if (!update) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        continue
      }
      try {
        await post(webhook, JSON.stringify(updateObject(world, update)), signal)
        if (signal.aborted) return
        failures = 0
        world.updates(bot, update.id + 1, 1)
      } catch (error) {
        if (signal.aborted) return
        lastError = { date: Math.floor(Date.now() / 1000), message: messageOf(error) }
        const asked = error instanceof WrongAnswer ? error.retryAfterMs : undefined
        const pause = asked ?? Math.min(retryMs * 2 ** failures++, MAX_PAUSE_MS)
        await sleep(pause, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  void run()
  return {
    lastError: () => lastError,
    stop() {
      unsubscribe()
      stopped.abort()
      wake()
    },
  }
}

/** Resolves when the webhook took it (2xx); rejects with Telegram's words for what went wrong. */
function post({ url, secretToken }: Webhook, body: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const secure = url.startsWith('https:')
  const options = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(secretToken !== undefined && { 'x-telegram-bot-api-secret-token': secretToken }),
    },
    timeout: ANSWER_TIMEOUT_MS,
    signal,
    // Only loopback gets here, where certificates are self-made.
    ...(secure && { rejectUnauthorized: false }),
  }
  const request = (secure ? httpsRequest : httpRequest)(url, options, (response) => {
    response.resume()
    const { statusCode = 0, statusMessage = '' } = response
    if (statusCode >= 200 && statusCode <= 299) return resolve()
    const seconds = Number(response.headers['retry-after'])
    const retryAfterMs = seconds > 0 ? Math.min(seconds, 3600) * 1000 : undefined
    reject(new WrongAnswer(`${statusCode} ${statusMessage}`, retryAfterMs))
  })
  request.on('timeout', () => request.destroy(new Error('Read timeout expired')))
  request.on('error', (error: NodeJS.ErrnoException) => reject(new Error(inTelegramsWords(error))))
  request.end(body)
  return promise
}

function inTelegramsWords(error: NodeJS.ErrnoException): string {
  if (error.code === 'ECONNREFUSED') return 'Connection refused'
  if (error.code === 'ECONNRESET') return 'Webhook connection closed'
  return error.message
}
