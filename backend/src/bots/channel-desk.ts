// All that is about chats: what comes from them, what the owner says about them, and what the bots may in them.
import type { Channel } from '@gramreel/contracts/bots'
import { PublicError } from '@gramreel/contracts/errors'
import type { FastifyBaseLogger } from 'fastify'
import { createGate } from '../gate.ts'
import type { Database } from '../storage/database.ts'
import type { PostedFile } from '../storage/schema.ts'
import type { Place } from './bot-api.ts'
import { createChannels, toChannel, type ChannelKey } from './channels.ts'
import { createIntake } from './intake.ts'
import type { RemovedFile } from './read-update.ts'

type Parts = {
  database: Database
  /** The settings name this chat for this bot. */
  isNamed: (key: ChannelKey) => boolean
  /** Asks Telegram; undefined for a bot that is not at work. Throws BotApiError. */
  askPlace: (key: ChannelKey) => Promise<Place | undefined>
  save: (files: readonly PostedFile[], within: Database) => Promise<void>
  remove: (message: RemovedFile, within: Database) => Promise<boolean>
  onFiles: () => void
  onChange: () => void
  log: FastifyBaseLogger
}

const CHECKS_AT_ONCE = 2

export const openChannelDesk = ({ database, isNamed, askPlace, onChange, log, ...parts }: Parts) => {
  const channels = createChannels({ database, isNamed })
  const inTurn = createGate(CHECKS_AT_ONCE)

  const checkPlace = async (key: ChannelKey): Promise<void> => {
    const place = await inTurn(() => askPlace(key))
    if (!place) return
    await channels.place(key, place)
    onChange()
  }
  const checkSoon = (key: ChannelKey): void => {
    checkPlace(key).catch((error: unknown) =>
      log.warn({ err: error, bot: key.bot_id, chat: key.chat_id }, 'the bot’s place was not learnt'),
    )
  }

  const intake = createIntake({
    ...parts,
    database,
    channels,
    onChannels: onChange,
    onUnchecked: checkSoon,
    log,
  })

  /** Throws not_found. */
  const describeOne = async (key: ChannelKey): Promise<Channel> => {
    const row = (await channels.all()).find((one) => one.bot_id === key.bot_id && one.chat_id === key.chat_id)
    if (!row) throw new PublicError('not_found', `chat ${key.chat_id} of bot ${key.bot_id}`)
    return toChannel(row, isNamed(key))
  }

  /** After a start: what the settings name by now, and what happened to our places meanwhile. */
  const catchUp = async (): Promise<void> => {
    for (const { bot_id, chat_id, waiting, decision } of await channels.all()) {
      const key = { bot_id, chat_id }
      if (waiting > 0 && isNamed(key)) await intake.release(key)
      if (decision !== 'ignored') checkSoon(key)
    }
  }

  return {
    take: intake.take,
    settle: (): void => {
      catchUp().catch((error: unknown) => log.warn({ err: error }, 'the channels were not looked at'))
    },
    /** Of each bot. */
    describe: async (): Promise<(botId: number) => Channel[]> => {
      const rows = await channels.all()
      return (botId) => rows.filter((row) => row.bot_id === botId).map((row) => toChannel(row, isNamed(row)))
    },
    accepted: async (): Promise<(ChannelKey & { title: string })[]> =>
      (await channels.all())
        .filter((row) => row.decision === 'accepted' || isNamed(row))
        .map(({ bot_id, chat_id, title }) => ({ bot_id, chat_id, title })),
    choose: async (key: ChannelKey, decision: 'accepted' | 'ignored'): Promise<Channel> => {
      await describeOne(key)
      if (isNamed(key)) throw new PublicError('channel_named', `chat ${key.chat_id}`)
      await intake.decide(key, decision)
      if (decision === 'accepted') checkSoon(key)
      return describeOne(key)
    },
    check: async (key: ChannelKey): Promise<Channel> => {
      await describeOne(key)
      try {
        await checkPlace(key)
      } catch (cause) {
        throw new PublicError('telegram_unreachable', `checking chat ${key.chat_id}`, { cause })
      }
      return describeOne(key)
    },
  }
}
