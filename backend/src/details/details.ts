// What is known of one item beyond its line in the catalogue.
import type { Details } from '@gramreel/contracts/details'
import type { FindCaptions } from '../captions/find-captions.ts'
import type { Database } from '../storage/database.ts'
import type { FileRow } from '../storage/schema.ts'
import { describeSprites, parseChapters, type StoredSprites } from './stored.ts'

type Parts = {
  database: Database
  findCaptions: FindCaptions
  /** Those that are at hand; others are made now that somebody opened the film. */
  spritesOf: (row: FileRow) => Promise<{ stored: StoredSprites | undefined; areComing: boolean }>
}

/** Channels and supergroups: https://core.telegram.org/api/bots/ids. Others have no address of a post. */
const CHANNEL = /^-100(\d+)$/

/** https://core.telegram.org/api/links#message-links: works for who is in the channel. */
const addressOf = ({ chat_id, message_id }: FileRow): string | undefined => {
  const channel = CHANNEL.exec(chat_id)?.[1]
  return channel === undefined ? undefined : `https://t.me/c/${channel}/${message_id}`
}

export const createDetails = ({ database, findCaptions, spritesOf }: Parts) => {
  const placeOf = async (row: FileRow): Promise<Details['place']> => {
    const chat = await database
      .selectFrom('channels')
      .select('title')
      .where('chat_id', '=', row.chat_id)
      .orderBy('heard_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    const url = addressOf(row)
    return chat && { channel: chat.title, ...(url !== undefined && { url }) }
  }

  const albumsOf = ({ id }: FileRow) =>
    database
      .selectFrom('albums')
      .innerJoin('album_files', 'album_files.album_id', 'albums.id')
      .select(['albums.id', 'albums.title'])
      .where('album_files.file_id', '=', id)
      .orderBy('albums.title')
      .orderBy('albums.id')
      .execute()

  /** What everybody may know who may see it. `base`: the address of files for who asks. */
  const forGuest = async (row: FileRow, base: string): Promise<Details> => {
    const [captions, sprites] = await Promise.all([findCaptions(row), spritesOf(row)])
    return {
      ...(row.camera !== null && { camera: row.camera }),
      chapters: parseChapters(row.chapters),
      captions: captions.map(({ caption }) => caption),
      ...describeSprites(row, sprites.stored, base),
      ...(sprites.areComing && { spritesComing: true }),
    }
  }

  return {
    forGuest,
    /** With where it is. */
    forMember: async (row: FileRow): Promise<Details> => {
      const [details, place, albums] = await Promise.all([
        forGuest(row, '/api/files'),
        placeOf(row),
        albumsOf(row),
      ])
      return { ...details, ...(place && { place }), albums }
    },
  }
}

export type DescribeDetails = ReturnType<typeof createDetails>
