import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startTelegram as openTelegram, type Telegram } from '@gramreel/telegram-local'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

export type TelegramForTest = Telegram & { dataDir: string; closeNow: () => Promise<void> }

/** A Telegram of our own; with `dataDir` and `botApiPort` one that was there before comes back. */
export const startTelegram = async (
  options: { dataDir?: string; botApiPort?: number } = {},
): Promise<TelegramForTest> => {
  const dataDir = options.dataDir ?? (await temporaryFolder())
  const telegram = await openTelegram({ webhookRetryMs: 100, ...options, dataDir })
  let closing: Promise<void> | undefined
  const closeNow = () => (closing ??= telegram.close())
  onTestFinished(closeNow)
  return { ...telegram, dataDir, closeNow }
}

/** The settings of a backend that belongs to it. */
export const settingsFor = (telegram: Telegram) => ({
  botToken: telegram.botToken,
  botApiUrl: telegram.botApi,
  chats: [telegram.chat],
})

export type Posted = { chat: number; id: number }

/** Posts a film of made-up bytes as an ordinary person. */
export const postFilm = (
  telegram: Telegram,
  fields: {
    name?: string
    size?: number
    caption?: string
    mime?: string
    chat?: number
    groupedId?: bigint
  } = {},
): Posted => {
  const { world } = telegram
  const { name = 'film.mp4', size = 1_000_000, caption = '', mime = 'video/mp4', groupedId } = fields
  const media = world.addDocument({
    shownAs: 'video',
    name,
    mime,
    size,
    width: 1920,
    height: 1080,
    duration: 60,
    thumbs: [],
    content: { from: 'blocks', size },
  })
  const chat = fields.chat ?? world.defaultChannel.id
  return world.addMessage({
    chat,
    from: world.defaultUser.id,
    media,
    text: caption,
    ...(groupedId !== undefined && { groupedId }),
  })
}

/** Bytes that begin as a JPEG does. */
export const jpegLike = (length: number): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(length - 4, length)])

/** Posts a photo in three sizes. */
export const postPhoto = async (telegram: TelegramForTest): Promise<Posted> => {
  const { world } = telegram
  const size = async (type: string, side: number) => {
    const path = join(telegram.dataDir, `${type}-${side}.jpg`)
    await writeFile(path, jpegLike(side))
    return {
      type,
      width: side,
      height: side / 2,
      bytes: side,
      content: { from: 'path', path, size: side },
    } as const
  }
  const sizes = [await size('m', 320), await size('x', 800), await size('y', 1280)]
  return world.addMessage({
    chat: world.defaultChannel.id,
    from: world.defaultUser.id,
    media: world.addPhoto({ sizes }),
    text: 'A photo',
  })
}
