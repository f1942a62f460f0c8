// The chats that the bots hear from, and what the owner wants of each. What he decides about a channel or group holds for
// all bots in it; a private chat is one bot's own.
import {
  FOUND_CHANNELS,
  FOUND_CHEAPLY,
  type Channel,
  type ChannelDecision,
  type ChannelKind,
  type ChannelProblem,
} from '@gramreel/contracts/bots'
import type { Selectable } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { ChannelsTable } from '../storage/schema.ts'
import type { Chat, Place } from './bot-api.ts'
import { problemOf, titleOf } from './describe-chat.ts'

export type ChannelRow = Selectable<ChannelsTable>
export type ChannelKey = { bot_id: number; chat_id: string }

/** As told by a message; `problem`: what is known of the bot's place there. */
export type HeardOf = {
  chat: Chat
  problem: ChannelProblem | null
  /** The group that this supergroup was. */
  before?: number | undefined
  /** No reason to offer the chat if it is a new one. */
  isPassing?: boolean | undefined
}

type Parts = {
  database: Database
  /** The settings name this chat of this bot. */
  isNamed: (key: ChannelKey) => boolean
  now?: () => number
}

const seconds = () => Math.floor(Date.now() / 1000)

const isCheap = (kind: ChannelKind, problem: ChannelProblem | null) =>
  kind === 'private' || problem === 'not_member'

/** What the owner decided about it for another bot. */
const decidedElsewhere = async (within: Database, { chat, before }: HeardOf) => {
  if (chat.type === 'private') return undefined
  const ids = [chat.id, ...(before === undefined ? [] : [before])].map(String)
  const row = await within
    .selectFrom('channels')
    .select('decision')
    .where('chat_id', 'in', ids)
    .where('decision', '<>', 'found')
    .executeTakeFirst()
  return row?.decision
}

/** Strangers can write to a bot and add it anywhere, so what waits for a decision is bounded. */
const hasRoom = async (within: Database, botId: number, { chat, problem }: HeardOf): Promise<boolean> => {
  const found = await within
    .selectFrom('channels')
    .select(['kind', 'problem'])
    .where('bot_id', '=', botId)
    .where('decision', '=', 'found')
    .execute()
  if (!isCheap(chat.type, problem)) return found.length < FOUND_CHANNELS
  return found.filter((row) => isCheap(row.kind, row.problem)).length < FOUND_CHEAPLY
}

export const createChannels = ({ database, isNamed, now = seconds }: Parts) => {
  return {
    /**
     * Remembers that a bot heard of a chat; undefined when it is a new one and there is no room. Holds the chat's row
     * until the transaction ends, so that a decision falls before or after it and never in between.
     */
    hear: async (
      within: Database,
      botId: number,
      heard: HeardOf,
    ): Promise<{ decision: ChannelDecision; isNew: boolean } | undefined> => {
      const key = { bot_id: botId, chat_id: String(heard.chat.id) }
      const news = { heard_at: now(), title: titleOf(heard.chat) }
      const known = await within
        .updateTable('channels')
        .set(news)
        .where((row) => row.and(key))
        .returning('decision')
        .executeTakeFirst()
      if (known) return { decision: known.decision, isNew: false }
      if (heard.isPassing) return undefined
      const decision = (await decidedElsewhere(within, heard)) ?? 'found'
      if (decision === 'found' && !(await hasRoom(within, botId, heard))) return undefined
      const row = {
        ...key,
        ...news,
        kind: heard.chat.type,
        decision,
        problem: heard.problem,
        found_at: now(),
      }
      const stored = await within
        .insertInto('channels')
        .values(row)
        .onConflict((conflict) => conflict.columns(['bot_id', 'chat_id']).doUpdateSet(news))
        .returning('decision')
        .executeTakeFirstOrThrow()
      return { decision: stored.decision, isNew: true }
    },

    /** Notes the bot's place in a chat that it knows. */
    place: async (key: ChannelKey, place: Place, within: Database = database): Promise<void> => {
      const row = await within
        .selectFrom('channels')
        .select(['kind', 'problem'])
        .where((channel) => channel.and(key))
        .executeTakeFirst()
      if (!row) return
      const wasThere =
        row.problem === null || row.problem === 'removed' || row.problem === 'not_administrator'
      const news = {
        problem: problemOf(place, row.kind, wasThere),
        may_post: place.mayPost ? 1 : 0,
        may_delete: place.mayDelete ? 1 : 0,
      }
      await within
        .updateTable('channels')
        .set(news)
        .where((channel) => channel.and(key))
        .execute()
    },

    /** Its posts come or do not come, for every bot in it. */
    decide: async (within: Database, key: ChannelKey, decision: ChannelDecision): Promise<void> => {
      await within
        .updateTable('channels')
        .set({ decision, missed: 0 })
        .where('chat_id', '=', key.chat_id)
        .where((row) => row.or([row('bot_id', '=', key.bot_id), row('kind', '<>', 'private')]))
        .execute()
    },

    /** All of every bot: those that wait first, then the longest known. */
    all: async (): Promise<(ChannelRow & { waiting: number })[]> => {
      const rows = await database
        .selectFrom('channels')
        .selectAll('channels')
        .select((channel) =>
          channel
            .selectFrom('waiting_posts')
            .select((post) => post.fn.countAll<number>().as('count'))
            .whereRef('waiting_posts.bot_id', '=', 'channels.bot_id')
            .whereRef('waiting_posts.chat_id', '=', 'channels.chat_id')
            .as('waiting'),
        )
        .orderBy('found_at')
        .orderBy('chat_id')
        .execute()
      return rows.map((row) => ({ ...row, waiting: row.waiting ?? 0 }))
    },

    isNamed,
  }
}

export type Channels = ReturnType<typeof createChannels>

/** Row -> what clients see. */
export const toChannel = (row: ChannelRow & { waiting: number }, isNamed: boolean): Channel => ({
  chat: row.chat_id,
  title: row.title,
  kind: row.kind,
  decision: isNamed ? 'accepted' : row.decision,
  isNamed,
  problem: row.problem,
  mayPost: row.may_post === 1,
  mayDelete: row.may_delete === 1,
  waiting: row.waiting,
  missed: row.missed,
})
