// getFile, and which file a download path means. A path is given out by getFile only and holds for an hour, the least
// that Telegram promises (https://core.telegram.org/bots/api#getfile); asking again gives the same path another hour.
import { extension } from 'mime-types'
import type { Content } from '../files/content.ts'
import type { Media, PictureSize, World } from '../world.ts'
import { badRequest } from './answer.ts'
import { type FileIdFacts, readFileId, writeFileIds } from './file-ids.ts'
import type { BotApiMethods } from './methods.ts'

/** Equal is allowed: MAX_DOWNLOAD_FILE_SIZE of telegram-bot-api. */
export const MAX_DOWNLOAD_BYTES = 20 << 20

const PATH_LIFETIME_MS = 60 * 60 * 1000

/** A document, or one size of a photo or thumbnail, with its bytes. */
export type FoundFile = { media: Media; size?: PictureSize; content: Content }

type PathFact = { media: string; size?: string; until: number }

/** The file that the id names; undefined when there is none, or the access hash is not its own. */
export function findFile(world: World, facts: FileIdFacts): FoundFile | undefined {
  const media = world.media(facts.id)
  if (!media || media.accessHash !== facts.accessHash) return undefined
  return pick(media, facts.size)
}

/**
 * Whether the file can still be had by this reference. An expired one is no obstacle while some message shows the media:
 * Telegram's server asks for a new one by itself.
 */
export function isAvailable(world: World, media: Media, reference: Uint8Array): boolean {
  const verdict = world.checkFileReference(media, reference)
  return verdict === 'ok' || (verdict === 'expired' && world.isShown(media))
}

export const fileMethods: BotApiMethods = {
  getFile({ world, faults, bot, args }) {
    const fileId = args.text('file_id')
    if (fileId === undefined) throw badRequest('file_id not specified')
    const facts = readFileId(fileId)
    if (!facts) throw badRequest('invalid file_id')
    const file = findFile(world, facts)
    if (file && file.content.size > MAX_DOWNLOAD_BYTES) throw badRequest('file is too big')
    const fault = faults.take('getFile', ['file-reference-expired'])
    if (fault || !file || !isAvailable(world, file.media, facts.reference)) {
      throw badRequest('wrong file_id or the file is temporarily unavailable')
    }
    return {
      file_id: fileId,
      file_unique_id: writeFileIds(file.media, facts.reference, file.size).file_unique_id,
      file_size: file.content.size,
      file_path: givePath(world, bot.id, file),
    }
  },
}

/** The file behind `/file/bot<token>/<path>`, while the path holds. */
export function fileAtPath(world: World, bot: number, path: string): FoundFile | undefined {
  const text = world.fact(pathFact(bot, path))
  if (text === undefined) return undefined
  const fact: PathFact = JSON.parse(text)
  if (fact.until < Date.now()) return undefined
  const media = world.media(BigInt(fact.media))
  return media && pick(media, fact.size)
}

function givePath(world: World, bot: number, { media, size }: FoundFile): string {
  const key = `bot-api/${bot}/path-of/${media.id}${size ? `/${size.type}` : ''}`
  const known = world.fact(key)
  const path = known ?? `${folder(media, size)}/file_${nextNumber(world, bot)}${suffix(media, size)}`
  if (known === undefined) world.setFact(key, path)
  const fact: PathFact = {
    media: media.id.toString(),
    ...(size && { size: size.type }),
    until: Date.now() + PATH_LIFETIME_MS,
  }
  world.setFact(pathFact(bot, path), JSON.stringify(fact))
  return path
}

function pick(media: Media, type: string | undefined): FoundFile | undefined {
  if (type === undefined) return media.kind === 'document' ? { media, content: media.content } : undefined
  const sizes = media.kind === 'photo' ? media.sizes : media.thumbs
  const size = sizes.find((candidate) => candidate.type === type)
  return size && { media, size, content: size.content }
}

const FOLDERS = {
  document: 'documents',
  video: 'videos',
  animation: 'animations',
  audio: 'music',
  voice: 'voice',
  video_note: 'video_notes',
} as const

function folder(media: Media, size: PictureSize | undefined): string {
  if (media.kind === 'photo') return 'photos'
  return size ? 'thumbnails' : FOLDERS[media.shownAs]
}

function suffix(media: Media, size: PictureSize | undefined): string {
  if (size || media.kind === 'photo') return '.jpg'
  const { name, mime } = media
  const [own] = /\.[A-Za-z0-9]{1,10}$/.exec(name) ?? []
  const usual = extension(mime)
  return own ?? (usual ? `.${usual}` : '')
}

function nextNumber(world: World, bot: number): number {
  const key = `bot-api/${bot}/next-file`
  const number = Number(world.fact(key) ?? 0)
  world.setFact(key, String(number + 1))
  return number
}

const pathFact = (bot: number, path: string) => `bot-api/${bot}/path/${path}`
