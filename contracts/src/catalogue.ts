import { Type, type Static } from 'typebox'
import { FILE_ID_PATTERN } from './links.ts'
import { Sprites } from './sprites.ts'

export const FILE_KINDS = ['photo', 'video', 'animation', 'audio', 'document'] as const
export const FileKind = Type.Union([
  Type.Literal('photo'),
  Type.Literal('video'),
  Type.Literal('animation'),
  Type.Literal('audio'),
  Type.Literal('document'),
])
export type FileKind = Static<typeof FileKind>

/** What was posted to Telegram together (its clients call that an album; the Bot API, media_group_id). */
export const GroupId = Type.String({ pattern: '^[0-9A-Za-z_-]{1,64}$' })
/** An album that people of the gallery made; see albums.ts. */
export const AlbumId = Type.String({ pattern: '^[0-9A-Za-z_-]{1,64}$' })

/**
 * Orders of the gallery: `posted` newest first, `oldest` the other way; `taken` by when it was taken, or posted where that is
 * not known, newest first; `largest` by bytes; `name` as alphabets go, in the folded form that searches compare.
 */
export const FILE_SORTS = ['posted', 'oldest', 'taken', 'largest', 'name'] as const
export const FileSort = Type.Union([
  Type.Literal('posted'),
  Type.Literal('oldest'),
  Type.Literal('taken'),
  Type.Literal('largest'),
  Type.Literal('name'),
])
export type FileSort = Static<typeof FileSort>

/** One thing in the gallery. */
export const FileItem = Type.Object({
  id: Type.String({ pattern: FILE_ID_PATTERN }),
  kind: FileKind,
  name: Type.String(),
  caption: Type.String(),
  mime: Type.String(),
  /** Bytes. */
  size: Type.Integer(),
  /** Pixels; absent where Telegram does not say. */
  width: Type.Optional(Type.Integer()),
  height: Type.Optional(Type.Integer()),
  durationSeconds: Type.Optional(Type.Number()),
  /** Items posted together have the same; absent for one posted alone. */
  group: Type.Optional(GroupId),
  /** No bot of the gallery can read it: the one that brought it was removed. */
  isUnreadable: Type.Optional(Type.Literal(true)),
  /** When it was posted in Telegram, ISO 8601. */
  postedAt: Type.String(),
  /** When it was taken, by its own words, ISO 8601; a camera without a time zone is taken to be in UTC. */
  takenAt: Type.Optional(Type.String()),
  /** When it was put into the gallery's trash, ISO 8601; it is still in Telegram. */
  trashedAt: Type.Optional(Type.String()),
  /** The asker's own mark; never told to guests. */
  isFavourite: Type.Optional(Type.Literal(true)),
  /** Seconds of a film or sound that the asker has seen: where he goes on, on any device; never told to guests. */
  resumeAt: Type.Optional(Type.Number({ minimum: 0 })),
  /** A picture in about 25 bytes, base64 (https://evanw.github.io/thumbhash/), to be shown until its thumbnail is there. */
  thumbhash: Type.Optional(Type.String()),
  /** Codecs parameter of its type (RFC 6381), such as `hvc1.1.6.L120.90, mp4a.40.2`; absent where it was not found out. */
  codecs: Type.Optional(Type.String()),
  /** When it was found to be deleted in Telegram, ISO 8601: nothing of it can be read any more. */
  deletedAt: Type.Optional(Type.String()),
  /** Path of a small picture on the backend; null where there is none. */
  thumbnail: Type.Union([Type.String(), Type.Null()]),
  /** Preview pictures of a film, once some were made; a backend that lost them says so when the sheet is asked for. */
  sprites: Type.Optional(Sprites),
})
export type FileItem = Static<typeof FileItem>

/** The catalogue, newest first, a page at a time. */
export const FilePage = Type.Object({
  items: Type.Array(FileItem),
  /** Give it back as `cursor` for the next page; null on the last one. */
  nextCursor: Type.Union([Type.String(), Type.Null()]),
  /** How many items match in all. */
  total: Type.Integer(),
})
export type FilePage = Static<typeof FilePage>

/** Query of `GET /api/files`. */
export const FileQuery = Type.Object(
  {
    cursor: Type.Optional(Type.String({ maxLength: 200 })),
    q: Type.Optional(Type.String({ maxLength: 200 })),
    kind: Type.Optional(FileKind),
    group: Type.Optional(GroupId),
    album: Type.Optional(AlbumId),
    /** The asker's favourites alone. */
    favourite: Type.Optional(Type.Literal(true)),
    /** Those in no album alone. */
    loose: Type.Optional(Type.Literal(true)),
    /** What is in the trash, in place of what is not. */
    trash: Type.Optional(Type.Literal(true)),
    sort: Type.Optional(FileSort),
    /** The deleted ones, in place of those that are there. */
    deleted: Type.Optional(Type.Boolean()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 200 })),
  },
  { additionalProperties: false },
)
export type FileQuery = Static<typeof FileQuery>

/** Which part of the catalogue is looked at. */
export const FileFilter = Type.Omit(FileQuery, ['cursor', 'limit'], { additionalProperties: false })
export type FileFilter = Static<typeof FileFilter>
