// What each bot has yet to hear: https://core.telegram.org/bots/api#getting-updates. Kept for a day, as there.
// An update holds the message as it was at that moment.
import type { Media, Message, PlaceChange, Update, UpdateKind, Webhook, World } from '../world.ts'
import type { Database } from './database.ts'
import { bodyOf, fromJson, optionalTextOf, textOf, toJson } from './json.ts'
import { messageBody, messageFrom } from './messages.ts'

const KEPT_SECONDS = 24 * 3600

export type UpdateQueue = Pick<
  World,
  'updates' | 'pendingUpdates' | 'onUpdate' | 'webhook' | 'setWebhook'
> & {
  /** Inside a transaction; `announce` after it wakes the listeners. */
  add(bot: number, kind: UpdateKind, message: Message): void
  /** As `add`, to the bot whose place it is. */
  addPlaceChange(change: PlaceChange): void
  announce(): void
}

const KINDS: readonly UpdateKind[] = ['message', 'edited_message', 'channel_post', 'edited_channel_post']

const kindOf = (row: Record<string, unknown>): UpdateKind =>
  KINDS.find((kind) => kind === row['kind']) ?? 'message'

export function createUpdateQueue(
  database: Database,
  needs: { media: (id: bigint) => Media | undefined; now: () => number },
): UpdateQueue {
  // Ids begin at a large number that differs between bots, so that nobody takes them for a count from one.
  const nextId = database.prepare(
    `INSERT INTO counters (name, value) VALUES ('updates ' || :bot, :first)
     ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value`,
  )
  const add = database.prepare(
    'INSERT INTO updates (bot, id, kind, created, media, body) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const confirm = database.prepare('DELETE FROM updates WHERE bot = ? AND (id < ? OR created < ?)')
  const cut = database.prepare(
    `DELETE FROM updates WHERE bot = :bot AND id NOT IN
       (SELECT id FROM updates WHERE bot = :bot ORDER BY id DESC LIMIT :kept)`,
  )
  const waiting = database.prepare('SELECT * FROM updates WHERE bot = ? ORDER BY id LIMIT ?')
  const count = database.prepare('SELECT count(*) AS n FROM updates WHERE bot = ? AND created >= ?')
  const oneWebhook = database.prepare('SELECT body FROM webhooks WHERE bot = ?')
  const newWebhook = database.prepare('INSERT OR REPLACE INTO webhooks (bot, body) VALUES (?, ?)')
  const noWebhook = database.prepare('DELETE FROM webhooks WHERE bot = ?')
  const listeners = new Map<number, Set<() => void>>()
  const told = new Set<number>()
  const seconds = () => Math.floor(needs.now() / 1000)

  const put = (bot: number, kind: Update['kind'], media: string | null, body: string): void => {
    const row = nextId.get({ bot, first: 100_000_000 + (bot % 800_000_000) })
    add.run(bot, Number(row?.['value']), kind, seconds(), media, body)
    told.add(bot)
  }
  const updateOf = (row: Record<string, unknown>): Update => {
    const id = Number(row['id'])
    const body = textOf(row, 'body')
    if (row['kind'] === 'my_chat_member')
      return { id, kind: row['kind'], change: fromJson<PlaceChange>(body) }
    return { id, kind: kindOf(row), message: messageFrom(body, optionalTextOf(row, 'media'), needs.media) }
  }

  return {
    add(bot, kind, message) {
      put(bot, kind, message.media?.id.toString() ?? null, messageBody(message))
    },
    addPlaceChange(change) {
      put(change.bot, 'my_chat_member', null, toJson(change))
    },
    announce() {
      const bots = [...told]
      told.clear()
      for (const bot of bots) for (const listener of listeners.get(bot) ?? []) listener()
    },
    updates(bot, offset, limit) {
      confirm.run(bot, Math.max(offset, 0), seconds() - KEPT_SECONDS)
      if (offset < 0) cut.run({ bot, kept: -offset })
      return waiting.all(bot, limit).map(updateOf)
    },
    pendingUpdates: (bot) => Number(count.get(bot, seconds() - KEPT_SECONDS)?.['n']),
    onUpdate(bot, listener) {
      const own = listeners.get(bot) ?? new Set()
      listeners.set(bot, own.add(listener))
      return () => void own.delete(listener)
    },
    webhook: (bot) => bodyOf<Webhook>(oneWebhook.get(bot)),
    setWebhook(bot, webhook) {
      if (webhook === undefined) noWebhook.run(bot)
      else newWebhook.run(bot, toJson(webhook))
    },
  }
}
