// Which updates a bot wants: https://core.telegram.org/bots/api#getupdates, kept until it says otherwise.
import type { Update, World } from '../world.ts'
import type { Arguments } from './arguments.ts'

/** All that Telegram knows; a list of others only counts as no wish. */
const KNOWN = new Set(
  `message edited_message channel_post edited_channel_post business_connection business_message
   edited_business_message deleted_business_messages message_reaction message_reaction_count inline_query
   chosen_inline_result callback_query shipping_query pre_checkout_query purchased_paid_media poll poll_answer
   my_chat_member chat_member chat_join_request chat_boost removed_chat_boost`.split(/\s+/),
)

const factName = (bot: number) => `bot-api/${bot}/allowed-updates`

/** Keeps the wish of this call, if it has one. */
export function keepAllowedUpdates(world: World, bot: number, args: Arguments): void {
  const wish = parse(args.text('allowed_updates'))
  if (!wish) return
  const known = wish.filter((name) => KNOWN.has(name))
  world.setFact(factName(bot), known.join(' ') || undefined)
}

/** The bot's wish; undefined: the default, which has all that happens here. */
export function allowedUpdates(world: World, bot: number): string[] | undefined {
  const text = world.fact(factName(bot))
  return text?.split(' ')
}

/** The oldest updates that the bot wants; a positive offset confirms all before it. */
export function wantedUpdates(world: World, bot: number, offset: number, limit: number): Update[] {
  const allowed = allowedUpdates(world, bot)
  if (!allowed) return world.updates(bot, offset, limit)
  for (let asked = limit; ; asked *= 4) {
    const found = world.updates(bot, offset, asked)
    const wanted = found.filter(({ kind }) => allowed.includes(kind))
    if (wanted.length >= limit || found.length < asked) return wanted.slice(0, limit)
  }
}

function parse(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    const isList = Array.isArray(value) && value.every((item) => typeof item === 'string')
    return isList ? value.map((name) => name.toLowerCase()) : undefined
  } catch {
    return undefined
  }
}
