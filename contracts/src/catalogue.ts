import { Type, type Static } from 'typebox'
import { FILE_ID_PATTERN } from './links.ts'

export const FILE_KINDS = ['photo', 'video', 'animation', 'audio', 'document'] as const
export const FileKind = Type.Union([
  Type.Literal('photo'),
  Type.Literal('video'),
  Type.Literal('animation'),
  Type.Literal('audio'),
  Type.Literal('document'),
])
export type FileKind = Static<typeof FileKind>

export const AlbumId = Type.String({ pattern: '^[0-9A-Za-z_-]{1,64}$' })

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
  album: Type.Optional(AlbumId),
  /** No bot of the gallery can read it: the one that brought it was removed. */
  isUnreadable: Type.Optional(Type.Literal(true)),
  /** When it was posted in Telegram, ISO 8601. */
  postedAt: Type.String(),
  /** When it was taken, by its own words, ISO 8601; a camera without a time zone is taken to be in UTC. */
  takenAt: Type.Optional(Type.String()),
  /** When it was found to be deleted in Telegram, ISO 8601: nothing of it can be read any more. */
  deletedAt: Type.Optional(Type.String()),
  /** Path of a small picture on the backend; null where there is none. */
  thumbnail: Type.Union([Type.String(), Type.Null()]),
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
    album: Type.Optional(AlbumId),
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

/**
 * Server-sent events of `GET /api/events` (WHATWG HTML, section 9.2). `catalogue`: something was added, edited or removed;
 * ask again for what you show. `status`: how the parts are doing. `workers`: one came, went, or is doing otherwise; so
 * `bots`, and their channels.
 */
export const EVENT_NAMES = ['catalogue', 'status', 'workers', 'bots'] as const
export type EventName = (typeof EVENT_NAMES)[number]
