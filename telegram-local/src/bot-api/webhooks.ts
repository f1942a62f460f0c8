// setWebhook, deleteWebhook, getWebhookInfo. Delivery goes to this machine only: an offline Telegram sends nobody's
// messages elsewhere, so plain HTTP and any port are fine, unlike at the real one.
import { isLoopbackHost } from '../loopback.ts'
import type { Bot, Webhook, World } from '../world.ts'
import { allowedUpdates, keepAllowedUpdates } from './allowed-updates.ts'
import { badRequest, Described } from './answer.ts'
import type { LongPolls } from './long-polls.ts'
import type { BotApiMethods, Call } from './methods.ts'
import { startDelivery, type WebhookDelivery } from './webhook-delivery.ts'

export type Webhooks = { methods: BotApiMethods; close(): void }

export type WebhooksOptions = { world: World; longPolls: LongPolls; retryMs: number }

/** Goes on with the webhooks that the world knows. */
export function openWebhooks({ world, longPolls, retryMs }: WebhooksOptions): Webhooks {
  const deliveries = new Map<number, WebhookDelivery>()

  function stop(bot: number): void {
    deliveries.get(bot)?.stop()
    deliveries.delete(bot)
  }
  function start({ id }: Bot): void {
    const webhook = world.webhook(id)
    if (webhook) deliveries.set(id, startDelivery({ world, bot: id, webhook, retryMs }))
  }
  for (const bot of world.bots()) start(bot)

  function remove({ bot, args }: Call): Described {
    const had = world.webhook(bot.id) !== undefined
    stop(bot.id)
    world.setWebhook(bot.id, undefined)
    if (args.flag('drop_pending_updates')) dropPending(world, bot.id)
    return new Described(true, had ? 'Webhook was deleted' : 'Webhook is already deleted')
  }

  const methods: BotApiMethods = {
    setWebhook(call) {
      const { bot, args } = call
      const url = args.text('url')
      if (url === undefined) return remove(call)
      const webhook = readWebhook(call, url)
      const before = world.webhook(bot.id)
      keepAllowedUpdates(world, bot.id, args)
      if (!args.flag('drop_pending_updates') && JSON.stringify(before) === JSON.stringify(webhook)) {
        return new Described(true, 'Webhook is already set')
      }
      longPolls.interrupt(bot.id, 'terminated by setWebhook request')
      stop(bot.id)
      if (args.flag('drop_pending_updates')) dropPending(world, bot.id)
      world.setWebhook(bot.id, webhook)
      start(bot)
      return new Described(true, 'Webhook was set')
    },

    deleteWebhook: remove,

    getWebhookInfo({ bot }) {
      const webhook = world.webhook(bot.id)
      const error = deliveries.get(bot.id)?.lastError()
      const allowed = allowedUpdates(world, bot.id)
      return {
        url: webhook?.url ?? '',
        has_custom_certificate: false,
        pending_update_count: world.pendingUpdates(bot.id),
        ...(error && { last_error_date: error.date, last_error_message: error.message }),
        ...(webhook && { max_connections: webhook.maxConnections ?? 40, ip_address: '127.0.0.1' }),
        ...(allowed && { allowed_updates: allowed }),
      }
    },
  }

  return {
    methods,
    close() {
      for (const bot of deliveries.keys()) stop(bot)
    },
  }
}

function readWebhook({ args }: Call, text: string): Webhook {
  const url = parseUrl(text)
  const secretToken = args.text('secret_token')
  if (secretToken !== undefined && secretToken.length > 256) throw badRequest('secret token is too long')
  if (secretToken !== undefined && !/^[\w-]+$/.test(secretToken)) {
    throw badRequest('secret token contains unallowed characters')
  }
  return {
    url,
    ...(secretToken !== undefined && { secretToken }),
    maxConnections: args.integer('max_connections', 40, 1, 100),
  }
}

/** A URL without a scheme means https, as at Telegram. */
function parseUrl(text: string): string {
  const whole = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`
  if (!URL.canParse(whole)) throw badRequest('invalid webhook URL specified')
  const { protocol, hostname } = new URL(whole)
  if (protocol !== 'https:' && protocol !== 'http:') throw badRequest('invalid webhook URL specified')
  if (isLoopbackHost(hostname)) return whole
  if (protocol === 'http:') throw badRequest('bad webhook: An HTTPS URL must be provided for webhook')
  throw badRequest('bad webhook: this Telegram delivers to loopback addresses only')
}

function dropPending(world: World, bot: number): void {
  const last = world.updates(bot, -1, 1).at(-1)
  if (last) world.updates(bot, last.id + 1, 1)
}
