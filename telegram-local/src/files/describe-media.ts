// What Telegram finds out about a file that is sent: how it is shown, its measures, and pictures of it in several sizes.
// A file that tells nothing about itself is still a file: nothing here fails because of what is inside a document.
import type { Document, DocumentKind, Photo, World } from '../world.ts'
import type { Content } from './content.ts'
import { readFilmFacts } from './film-facts.ts'
import { filmPicture } from './film-picture.ts'
import { makePhotoSizes, makeThumbnail, readPicture } from './picture-sizes.ts'

type Files = Pick<World, 'open' | 'store' | 'localPath'>

/** What the sender says of a document; what is missing is found out. */
export type GivenDocument = Partial<
  Pick<Document, 'shownAs' | 'width' | 'height' | 'duration' | 'title' | 'performer' | 'supportsStreaming'>
> & {
  name: string
  mime: string
  /** A thumbnail that was sent along. */
  thumb?: Content
}

/** Pictures larger than this are not looked into. */
const MAX_PICTURE_BYTES = 50 << 20

/** Fields for `world.addDocument`. Reads a film by ranges, never whole; never throws for what it contains. */
export async function describeDocument(
  files: Files,
  content: Content,
  { thumb, ...given }: GivenDocument,
): Promise<Omit<Document, 'kind' | 'id' | 'accessHash' | 'date' | 'dc'>> {
  const shownAs = given.shownAs ?? guessKind(given.mime)
  const madeUp = content.from === 'blocks'
  const timed = !madeUp && /^(video|audio)\//.test(given.mime)
  const facts = timed ? await readFilmFacts(files.open(content)) : {}
  const picture =
    (thumb && (await contentPicture(files, thumb))) ??
    (!madeUp && given.mime.startsWith('image/') ? await contentPicture(files, content) : undefined) ??
    (!madeUp && given.mime.startsWith('video/')
      ? await filmPictureOf(files, content, facts.duration)
      : undefined)
  return {
    ...facts,
    ...given,
    shownAs,
    size: content.size,
    ...(picture === undefined ? { thumbs: [] } : await makeThumbnail(files.store, picture)),
    content,
  }
}

/** Fields for `world.addPhoto`; undefined when the content is no picture that Telegram would take. */
export async function describePhoto(
  files: Files,
  content: Content,
): Promise<Pick<Photo, 'sizes' | 'stripped'> | undefined> {
  const picture = await contentPicture(files, content)
  return picture === undefined ? undefined : makePhotoSizes(files.store, picture)
}

function guessKind(mime: string): DocumentKind {
  if (mime === 'image/gif') return 'animation'
  if (mime.startsWith('video/')) return 'video'
  return mime.startsWith('audio/') ? 'audio' : 'document'
}

async function contentPicture(files: Files, content: Content): Promise<Buffer | undefined> {
  if (content.from === 'blocks' || content.size > MAX_PICTURE_BYTES) return undefined
  const source = files.open(content)
  try {
    return await readPicture(await source.read(0, content.size))
  } finally {
    await source.close()
  }
}

async function filmPictureOf(files: Files, content: Content, duration: number | undefined) {
  const path = files.localPath(content)
  const frame = path === undefined ? undefined : await filmPicture(path, duration)
  return frame && readPicture(frame)
}
