// A share is a long-lived address for people without an account: a file, a selection of files, what was posted together, or an album.
import { Type, type Static } from 'typebox'
import { AlbumId } from './catalogue.ts'
import { FILE_ID_PATTERN } from './links.ts'

/** Days a share lives unless its maker says otherwise, and the most he can say; longer is `never`, on purpose. */
export const SHARE_DAYS = 30
export const SHARE_MAX_DAYS = 365
/** Files of one selection. */
export const SHARE_MAX_FILES = 1000
/** Shares of one person. */
export const SHARES_PER_PERSON = 500

const FileId = Type.String({ pattern: FILE_ID_PATTERN })
const Title = Type.String({ maxLength: 200 })
const Password = Type.String({ minLength: 6, maxLength: 200 })
/** Days from now until it ends. */
const Days = Type.Union([Type.Integer({ minimum: 1, maximum: SHARE_MAX_DAYS }), Type.Literal('never')])

/** Body of `POST /api/shares`: one of `files`, in the order in which they are shown; `group`, any file of what was posted together; and `album`. */
export const NewShare = Type.Object(
  {
    files: Type.Optional(Type.Array(FileId, { minItems: 1, maxItems: SHARE_MAX_FILES, uniqueItems: true })),
    group: Type.Optional(FileId),
    album: Type.Optional(AlbumId),
    title: Type.Optional(Title),
    days: Type.Optional(Days),
    password: Type.Optional(Password),
    downloads: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type NewShare = Static<typeof NewShare>

/** Body of `PATCH /api/shares/{slug}`. What is left out stays; `password: null` takes it away. */
export const ShareChange = Type.Object(
  {
    title: Type.Optional(Title),
    days: Type.Optional(Days),
    password: Type.Optional(Type.Union([Password, Type.Null()])),
    downloads: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export type ShareChange = Static<typeof ShareChange>

/** A share as its maker and the owner see it. */
export const Share = Type.Object({
  id: Type.String(),
  /** The secret part of its address, `/s/{slug}`; null when the key that encrypts it was lost. */
  slug: Type.Union([Type.String(), Type.Null()]),
  title: Type.String(),
  /** `group` and `album`: what is in it now. */
  kind: Type.Union([Type.Literal('files'), Type.Literal('group'), Type.Literal('album')]),
  /** How many items it shows. */
  count: Type.Integer(),
  /** Path of its first item's thumbnail, for the signed-in. */
  cover: Type.Union([Type.String(), Type.Null()]),
  /** Name of its first item. */
  firstName: Type.Union([Type.String(), Type.Null()]),
  sharedBy: Type.Object({ id: Type.String(), name: Type.String() }),
  /** `paused`: whoever made it may not share any more. */
  state: Type.Union([Type.Literal('open'), Type.Literal('expired'), Type.Literal('paused')]),
  hasPassword: Type.Boolean(),
  downloads: Type.Boolean(),
  /** ISO 8601. */
  createdAt: Type.String(),
  expiresAt: Type.Union([Type.String(), Type.Null()]),
  /** Openings of its page, each browser once a day. */
  views: Type.Integer(),
})
export type Share = Static<typeof Share>

/** Answer of `GET /api/shares`, newest first. */
export const ShareList = Type.Object({ shares: Type.Array(Share) })
export type ShareList = Static<typeof ShareList>

/** Answer of `GET /api/shares/{slug}`: what a guest sees. While it is locked by a password, only who shares it. */
export const GuestShare = Type.Object({
  isLocked: Type.Boolean(),
  sharedBy: Type.String(),
  title: Type.Optional(Type.String()),
  count: Type.Optional(Type.Integer()),
  downloads: Type.Optional(Type.Boolean()),
})
export type GuestShare = Static<typeof GuestShare>

/** Body of `POST /api/shares/{slug}/password`. */
export const SharePassword = Type.Object(
  { password: Type.String({ maxLength: 200 }) },
  { additionalProperties: false },
)
export type SharePassword = Static<typeof SharePassword>

/** Query of `GET /api/shares/{slug}/files`. */
export const SharedFileQuery = Type.Object(
  {
    cursor: Type.Optional(Type.String({ maxLength: 40 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 200 })),
  },
  { additionalProperties: false },
)
export type SharedFileQuery = Static<typeof SharedFileQuery>
