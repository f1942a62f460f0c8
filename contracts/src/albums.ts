// Albums that people make of what is in the gallery; everybody in the gallery sees them.
import { Type, type Static } from 'typebox'
import { AlbumId } from './catalogue.ts'
import { FILE_ID_PATTERN } from './links.ts'

/** Albums of a gallery. */
export const ALBUMS_AT_MOST = 1000
/** Items of one album. */
export const ALBUM_MAX_FILES = 10_000
/** Items that one request names. */
export const FILES_AT_ONCE = 1000
/** Characters of a title. */
export const ALBUM_TITLE_LENGTH = 200

const FileId = Type.String({ pattern: FILE_ID_PATTERN })
/** At least one character that can be seen. */
const Title = Type.String({ minLength: 1, maxLength: ALBUM_TITLE_LENGTH, pattern: String.raw`\S` })
export const FileIds = Type.Array(FileId, { minItems: 1, maxItems: FILES_AT_ONCE, uniqueItems: true })

export const Album = Type.Object({
  id: AlbumId,
  title: Type.String(),
  /** Items that are there: neither in the trash nor deleted. */
  count: Type.Integer(),
  /** Path of a small picture; null for an album in which nothing has one. */
  cover: Type.Union([Type.String(), Type.Null()]),
  /** The item that was chosen for it; null: whichever is the newest. */
  coverFile: Type.Union([FileId, Type.Null()]),
  /** ISO 8601. */
  createdAt: Type.String(),
  updatedAt: Type.String(),
})
export type Album = Static<typeof Album>

/** Answer of `GET /api/albums`, the one changed last on top. */
export const AlbumList = Type.Object({ albums: Type.Array(Album) })
export type AlbumList = Static<typeof AlbumList>

/** Body of `POST /api/albums`: made with these items in it. */
export const NewAlbum = Type.Object(
  { title: Title, files: Type.Optional(FileIds) },
  { additionalProperties: false },
)
export type NewAlbum = Static<typeof NewAlbum>

/** Body of `PATCH /api/albums/{id}`. What is left out stays; `cover: null` is the newest item again. */
export const AlbumChange = Type.Object(
  { title: Type.Optional(Title), cover: Type.Optional(Type.Union([FileId, Type.Null()])) },
  { additionalProperties: false },
)
export type AlbumChange = Static<typeof AlbumChange>

/** Body of `POST /api/albums/{id}/files`. What is in it already, or not, is passed over. */
export const AlbumFiles = Type.Object(
  { add: Type.Optional(FileIds), remove: Type.Optional(FileIds) },
  { additionalProperties: false },
)
export type AlbumFiles = Static<typeof AlbumFiles>
