// Where updates become catalogue rows, whichever way they came: all of a batch or nothing, and again as often as it comes.
import type { ChannelDecision } from '@gramreel/contracts/bots'
import type { FastifyBaseLogger } from 'fastify'
import type { Database } from '../storage/database.ts'
import type { PostedFile } from '../storage/schema.ts'
import type { Message, Update } from './bot-api.ts'
import type { ChannelKey, Channels, HeardOf } from './channels.ts'
import { placeOf } from './describe-chat.ts'
import { messageOf, readMessage, readRemoval, type RemovedFile } from './read-update.ts'
import { dropWaiting, keepWaiting, takeWaiting } from './waiting-posts.ts'

type Parts = {
  database: Database
  channels: Channels
  /** Each message once; within the transaction. */
  save: (files: readonly PostedFile[], within: Database) => Promise<void>
  /** True when there was such a file. */
  remove: (message: RemovedFile, within: Database) => Promise<boolean>
  onFiles: () => void
  onChannels: () => void
  /** What the bot may in this chat is not known yet. */
  onUnchecked: (key: ChannelKey) => void
  log: FastifyBaseLogger
}

/** A batch on its way into the database, and what to tell of it once it is there. */
type Batch = {
  botId: number
  within: Database
  hasFiles: boolean
  hasChannels: boolean
  unchecked: ChannelKey[]
}

const NO_ROOM = 'a post was left out: too many chats wait for a decision, ignore some of them in the settings'
const NOT_DECIDED =
  'a post waits: accept its chat in the settings of the gallery, or add it to TELEGRAM_CHATS'

export const createIntake = ({ database, channels, save, remove, log, ...tell }: Parts) => {
  const mentioned = new Set<string>()

  const mention = (key: ChannelKey, words: string): void => {
    if (mentioned.has(key.chat_id) || mentioned.size >= 1_000) return
    mentioned.add(key.chat_id)
    log.info({ chat: key.chat_id, bot: key.bot_id }, words)
  }

  const hear = async (batch: Batch, heard: HeardOf): Promise<ChannelDecision | undefined> => {
    const key = { bot_id: batch.botId, chat_id: String(heard.chat.id) }
    const known = await channels.hear(batch.within, batch.botId, heard)
    if (known?.isNew) {
      batch.hasChannels = true
      if (heard.problem === 'unchecked') batch.unchecked.push(key)
    }
    if (channels.isNamed(key)) return 'accepted'
    if (!known && !heard.isPassing) mention(key, NO_ROOM)
    if (known?.decision === 'found') mention(key, NOT_DECIDED)
    return known?.decision
  }

  /** The bot was made an administrator, or put out. A group tells of itself by that before anybody speaks. */
  const takePlace = async (batch: Batch, member: NonNullable<Update['my_chat_member']>): Promise<void> => {
    const { chat } = member
    const place = placeOf(member.new_chat_member)
    const isOut = place.status === 'left' || place.status === 'kicked'
    await hear(batch, { chat, problem: null, isPassing: isOut || chat.type === 'private' })
    await channels.place({ bot_id: batch.botId, chat_id: String(chat.id) }, place, batch.within)
    batch.hasChannels = true
  }

  /** A post forwarded to the bot in private shows it a channel, in which it may not be yet. */
  const hearOrigin = async (batch: Batch, { chat, forward_origin: origin }: Message): Promise<boolean> => {
    if (chat.type !== 'private' || origin?.type !== 'channel') return false
    await hear(batch, { chat: origin.chat, problem: 'unchecked' })
    return true
  }

  const takeMessage = async (batch: Batch, update: Update, message: Message): Promise<void> => {
    const { botId, within } = batch
    const { chat } = message
    const file = readMessage(message, botId)
    const isShowing = await hearOrigin(batch, message)
    const isPassing = chat.type === 'private' && (isShowing || !file)
    const heard = { chat, problem: 'unchecked', before: message.migrate_from_chat_id, isPassing } as const
    const decision = await hear(batch, heard)
    if (file && decision === 'accepted') {
      await save([file], within)
      batch.hasFiles = true
    }
    if (file && decision === 'found') {
      await keepWaiting(within, file)
      batch.hasChannels = true
    }
    const removed = readRemoval(update, botId)
    if (removed) {
      await dropWaiting(within, { bot_id: botId, chat_id: removed.chat_id }, removed)
      batch.hasFiles = (await remove(removed, within)) || batch.hasFiles
    }
  }

  const tellOf = ({ hasFiles, hasChannels, unchecked }: Batch): void => {
    if (hasFiles) tell.onFiles()
    if (hasChannels) tell.onChannels()
    for (const key of unchecked) tell.onUnchecked(key)
  }

  return {
    take: async (botId: number, updates: readonly Update[]): Promise<void> => {
      const batch = await database.transaction().execute(async (within) => {
        const begun: Batch = { botId, within, hasFiles: false, hasChannels: false, unchecked: [] }
        for (const update of updates) {
          const message = messageOf(update)
          if (message) await takeMessage(begun, update, message)
          else if (update.my_chat_member) await takePlace(begun, update.my_chat_member)
        }
        return begun
      })
      tellOf(batch)
    },

    /** The settings name this chat now: what waited for a decision comes into the gallery. */
    release: async (key: ChannelKey): Promise<void> => {
      await database.transaction().execute(async (within) => save(await takeWaiting(within, key), within))
    },

    /** What waited comes into the gallery, or is forgotten. */
    decide: async (key: ChannelKey, decision: ChannelDecision): Promise<void> => {
      await database.transaction().execute(async (within) => {
        await channels.decide(within, key, decision)
        const waiting = await takeWaiting(within, key)
        if (decision === 'accepted') await save(waiting, within)
      })
      if (decision === 'accepted') tell.onFiles()
      tell.onChannels()
    },
  }
}

export type Intake = ReturnType<typeof createIntake>
