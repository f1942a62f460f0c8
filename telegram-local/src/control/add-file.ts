// POST /control/files: a post with a made-up file of any size, or with a file of this disk, read where it lies.
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { lookup } from 'mime-types'
import { writeFileIds } from '../bot-api/file-ids.ts'
import type { Content } from '../files/content.ts'
import { describeDocument, describePhoto } from '../files/describe-media.ts'
import type { DocumentKind, Media, Message, World } from '../world.ts'
import { invalid, notFound } from './control-error.ts'
import type { FileRequest } from './schemas.ts'

const PHOTO_TYPES = new Set(['image/jpeg', 'image/png', 'image/webp'])
const MAX_PHOTO_BYTES = 10 << 20

export type AddedFile = { fileId: string; messageId: number; chat: string }

/** Adds the message, as from the default person: a post in a channel, or a private message to a bot. */
export async function addFile(world: World, request: FileRequest): Promise<AddedFile> {
  const place = findPlace(world, request)
  if (request.dc !== undefined && !world.dcIds.includes(request.dc)) {
    throw invalid(`dc ${request.dc} is none of ours: ${world.dcIds.join(', ')}`)
  }
  const content = await findContent(request)
  const name = request.name ?? (content.from === 'path' ? basename(content.path) : 'file.bin')
  const mime = request.mime ?? (lookup(name) || 'application/octet-stream')
  const media = await addMedia(world, request, content, { name, mime })
  const message = world.addMessage({
    ...place,
    media,
    text: request.caption ?? '',
    ...(request.date !== undefined && { date: request.date }),
  })
  return { fileId: fileIdOf(world, media, message), messageId: message.id, chat: String(message.chat) }
}

/** A channel, or a person's private chat with a bot. */
export function findPlace(
  world: World,
  request: Pick<FileRequest, 'chat' | 'bot'>,
): Pick<Message, 'chat' | 'bot' | 'from'> {
  const chat = Number(request.chat ?? world.defaultChannel.id)
  if (world.channel(chat)) return { chat, from: world.defaultUser.id }
  const user = world.user(chat)
  if (!user || user.isBot) throw notFound(`there is no channel or person ${chat}`)
  const bot = request.bot ?? world.defaultBot.id
  if (!world.bots().some(({ id }) => id === bot)) throw notFound(`there is no bot ${bot}`)
  return { chat, bot, from: chat }
}

async function findContent({ size, path, pattern }: FileRequest): Promise<Content> {
  if (path === undefined) {
    if (size === undefined) throw invalid('say either size (and pattern "blocks") or path')
    return { from: 'blocks', size }
  }
  if (size !== undefined || pattern !== undefined) throw invalid('path goes without size and pattern')
  return readFromDisk('path', path)
}

async function readFromDisk(field: string, path: string): Promise<Content> {
  const whole = resolve(path)
  const facts = await stat(whole).catch(() => undefined)
  if (!facts?.isFile()) throw invalid(`${field}: there is no file ${whole}`)
  if (facts.size === 0) throw invalid(`${field}: ${whole} is empty`)
  return { from: 'path', path: whole, size: facts.size }
}

async function addMedia(
  world: World,
  request: FileRequest,
  content: Content,
  { name, mime }: { name: string; mime: string },
): Promise<Media> {
  const dc = request.dc === undefined ? {} : { dc: request.dc }
  const isPicture = content.from === 'path' && PHOTO_TYPES.has(mime) && content.size <= MAX_PHOTO_BYTES
  if (request.as === 'photo' || (request.as === undefined && isPicture)) {
    const photo = await describePhoto(world, content)
    if (photo) return world.addPhoto({ ...photo, ...dc })
    if (request.as === 'photo') throw invalid('as photo: this is no picture that Telegram would take')
  }
  const { width, height, duration, title, performer, thumbnail } = request
  const described = await describeDocument(world, content, {
    shownAs: shownAs(request, mime),
    name,
    mime,
    supportsStreaming: mime === 'video/mp4',
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(duration !== undefined && { duration }),
    ...(title !== undefined && { title }),
    ...(performer !== undefined && { performer }),
    ...(thumbnail !== undefined && { thumb: await readFromDisk('thumbnail', thumbnail) }),
  })
  return world.addDocument({ ...described, ...dc })
}

function shownAs({ as }: FileRequest, mime: string): DocumentKind {
  if (as !== undefined && as !== 'photo') return as
  if (mime === 'image/gif') return 'animation'
  const [kind] = mime.split('/')
  return kind === 'video' || kind === 'audio' ? kind : 'document'
}

function fileIdOf(world: World, media: Media, { chat, id, bot }: Message): string {
  const origin = { chat, message: id, ...(bot !== undefined && { bot }) }
  const size = media.kind === 'photo' ? media.sizes.at(-1) : undefined
  return writeFileIds(media, world.fileReference(media, origin), size).file_id
}
