// The bots that a gallery was given, and the channels whose posts they bring.
import { Type, type Static } from 'typebox'

/** `refused`: Telegram does not accept the token any more; `locked`: it cannot be decrypted with this SECRET_KEY. */
export const BotState = Type.Union([
  Type.Literal('ok'),
  Type.Literal('connecting'),
  Type.Literal('unreachable'),
  Type.Literal('refused'),
  Type.Literal('locked'),
])
export type BotState = Static<typeof BotState>

/** `found`: the bot heard from it, and the owner has not said yet whether its posts are wanted. */
export const ChannelDecision = Type.Union([
  Type.Literal('found'),
  Type.Literal('accepted'),
  Type.Literal('ignored'),
])
export type ChannelDecision = Static<typeof ChannelDecision>

/**
 * Why the bot does not hear what is posted there. `not_administrator`: it is there without that right;
 * `not_member`: it is not there; `removed`: it was put out, or blocked; `unchecked`: Telegram could not be asked.
 */
export const ChannelProblem = Type.Union([
  Type.Literal('not_administrator'),
  Type.Literal('not_member'),
  Type.Literal('removed'),
  Type.Literal('unchecked'),
])
export type ChannelProblem = Static<typeof ChannelProblem>

export const ChannelKind = Type.Union([
  Type.Literal('channel'),
  Type.Literal('supergroup'),
  Type.Literal('group'),
  Type.Literal('private'),
])
export type ChannelKind = Static<typeof ChannelKind>

export const ChatId = Type.String({ pattern: '^-?[0-9]{1,19}$' })

/** A chat that a bot brings posts from, or could. */
export const Channel = Type.Object({
  /** Bot API chat id as text. */
  chat: ChatId,
  title: Type.String(),
  kind: ChannelKind,
  decision: ChannelDecision,
  /** TELEGRAM_CHATS names it, so it is taken whatever was decided here. */
  isNamed: Type.Boolean(),
  problem: Type.Union([ChannelProblem, Type.Null()]),
  /** The bot may post there itself, which uploads need. */
  mayPost: Type.Boolean(),
  /** The bot may delete there what others posted, which deleting from the gallery needs. */
  mayDelete: Type.Boolean(),
  /** Files that wait for the decision. */
  waiting: Type.Integer(),
  /** Files for which there was no more room. */
  missed: Type.Integer(),
})
export type Channel = Static<typeof Channel>

export const ConnectedBot = Type.Object({
  id: Type.Integer(),
  username: Type.Union([Type.String(), Type.Null()]),
  state: BotState,
  /** How its updates come: pushed by Telegram, or asked for. */
  delivery: Type.Union([Type.Literal('webhook'), Type.Literal('polling')]),
  /** TELEGRAM_BOT_TOKEN names it, so it cannot be removed here. */
  isNamed: Type.Boolean(),
  channels: Type.Array(Channel),
})
export type ConnectedBot = Static<typeof ConnectedBot>

/** Answer of `GET /api/bots`. */
export const BotList = Type.Object({ bots: Type.Array(ConnectedBot) })
export type BotList = Static<typeof BotList>

/** Body of `POST /api/bots`; its answer is a ConnectedBot. */
export const BotToken = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
)
export type BotToken = Static<typeof BotToken>

/** Body of `PUT /api/bots/{id}/channels/{chat}`; its answer is the Channel. */
export const ChannelChoice = Type.Object(
  { decision: Type.Union([Type.Literal('accepted'), Type.Literal('ignored')]) },
  { additionalProperties: false },
)
export type ChannelChoice = Static<typeof ChannelChoice>

/** Posts with a file that are kept for one chat, and in all, until the owner has decided about it. */
export const WAITING_PER_CHAT = 200
export const WAITING_IN_ALL = 2_000
/** Chats that wait for a decision, for one bot: strangers can write to it, and add it to channels of theirs. */
export const FOUND_CHANNELS = 40
/** Of private chats and of channels that the bot is not in, which cost a stranger nothing. */
export const FOUND_CHEAPLY = 10
