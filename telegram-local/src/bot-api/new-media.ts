// Media out of what was sent: https://core.telegram.org/bots/api#sending-files
import { describeDocument, describePhoto } from '../files/describe-media.ts'
import type { Content } from '../files/content.ts'
import type { DocumentKind, Media, World } from '../world.ts'
import { badRequest } from './answer.ts'
import type { SentFile } from './arguments.ts'
import type { InputFile } from './input-files.ts'

export type SendKind = 'photo' | DocumentKind

/** What the sender says of a file; 0 and empty count as unsaid. */
export type Said = {
  width?: number
  height?: number
  duration?: number
  title?: string | undefined
  performer?: string | undefined
  supportsStreaming?: boolean
  thumbnail?: Content | undefined
}

const MAX_PHOTO_BYTES = 10 << 20

/** The media to show; a file_id keeps the kind it was first sent as. */
export async function takeMedia(world: World, kind: SendKind, input: InputFile, said: Said): Promise<Media> {
  if ('existing' in input) return input.existing
  return kind === 'photo' ? addPhoto(world, input.upload) : addDocument(world, kind, input.upload, said)
}

async function addPhoto(world: World, { content }: SentFile): Promise<Media> {
  if (content.size > MAX_PHOTO_BYTES) {
    const limit = `the maximum size is ${MAX_PHOTO_BYTES} bytes`
    throw badRequest(`file of size ${content.size} bytes is too big for a photo; ${limit}`)
  }
  const described = await describePhoto(world, content)
  if (!described) throw badRequest('IMAGE_PROCESS_FAILED')
  return world.addPhoto(described)
}

async function addDocument(world: World, shownAs: DocumentKind, file: SentFile, said: Said): Promise<Media> {
  const { content, name, mime } = file
  const { width, height, duration, title, performer, supportsStreaming, thumbnail } = said
  const described = await describeDocument(world, content, {
    shownAs,
    name,
    mime,
    ...(width && { width }),
    ...(height && { height }),
    ...(duration && { duration }),
    ...(title && { title }),
    ...(performer && { performer }),
    ...(supportsStreaming && { supportsStreaming }),
    ...(thumbnail && { thumb: thumbnail }),
  })
  return world.addDocument(described)
}
