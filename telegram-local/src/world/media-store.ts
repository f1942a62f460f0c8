// Photos and documents, and the references under which they may be read.
import type { Document, Media, Photo, World } from '../world.ts'
import type { Database } from './database.ts'
import { createReferenceCodec } from './file-reference.ts'
import { bodyOf, toJson } from './json.ts'
import { randomLong } from './random.ts'

export type MediaStore = Pick<
  World,
  | 'addPhoto'
  | 'addDocument'
  | 'media'
  | 'isShown'
  | 'fileReference'
  | 'checkFileReference'
  | 'expireFileReferences'
> & {
  /** References that name no message expire too, once no message is left that shows the media. */
  messageDeleted: (media: Media) => void
}

/** Hours are what clients report for Telegram's own references. */
const REFERENCE_LIFETIME_SECONDS = 6 * 3600

export function createMediaStore(
  database: Database,
  options: { homeDc: number; secret: Buffer; now: () => number; referenceLifetimeSeconds?: number },
): MediaStore {
  const { homeDc, secret, now, referenceLifetimeSeconds = REFERENCE_LIFETIME_SECONDS } = options
  const codec = createReferenceCodec(secret)
  const one = database.prepare('SELECT body FROM media WHERE id = ?')
  const add = database.prepare('INSERT INTO media (id, body) VALUES (?, ?)')
  const generationOf = database.prepare('SELECT generation FROM media WHERE id = ?')
  const expire = database.prepare('UPDATE media SET generation = generation + 1 WHERE id = ?')
  const shownIn = database.prepare(
    'SELECT 1 FROM messages WHERE box = ? AND id = ? AND chat = ? AND media = ? AND deleted = 0',
  )
  const shownAnywhere = database.prepare('SELECT 1 FROM messages WHERE media = ? AND deleted = 0')
  const seconds = () => Math.floor(now() / 1000)

  const keep = <T extends Media>(media: T): T => {
    add.run(media.id.toString(), toJson(media))
    return media
  }
  const generation = (media: Media) => Number(generationOf.get(media.id.toString())?.['generation'] ?? 0)
  const stamp = (dc: number | undefined) => ({
    id: randomLong(),
    accessHash: randomLong(),
    dc: dc ?? homeDc,
    date: seconds(),
  })
  const expireFileReferences = (media: Media) => void expire.run(media.id.toString())

  return {
    addPhoto: ({ dc, ...fields }): Photo => keep({ kind: 'photo', ...stamp(dc), ...fields }),
    addDocument: ({ dc, ...fields }): Document => keep({ kind: 'document', ...fields, ...stamp(dc) }),
    media(id) {
      const media = bodyOf<Media>(one.get(id.toString()))
      return media && { ...media, id }
    },
    isShown: (media) => shownAnywhere.get(media.id.toString()) !== undefined,
    fileReference: (media, origin) =>
      codec.write(media.id, { generation: generation(media), issuedAt: seconds(), origin }),
    checkFileReference(media, reference) {
      if (reference.length === 0) return 'empty'
      const read = codec.read(media.id, reference)
      if (read === undefined) return 'invalid'
      if (read.generation !== generation(media)) return 'expired'
      if (seconds() - read.issuedAt > referenceLifetimeSeconds) return 'expired'
      if (read.origin === undefined) return 'ok'
      const { chat, bot, message } = read.origin
      return shownIn.get(bot ?? chat, message, chat, media.id.toString()) === undefined ? 'expired' : 'ok'
    },
    expireFileReferences,
    messageDeleted(media) {
      if (shownAnywhere.get(media.id.toString()) === undefined) expireFileReferences(media)
    },
  }
}
