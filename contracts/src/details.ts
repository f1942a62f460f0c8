import { Type, type Static } from 'typebox'
import { AlbumId } from './catalogue.ts'
import { FILE_ID_PATTERN } from './links.ts'
import { Sprites } from './sprites.ts'

export const MAX_CHAPTERS = 200

export const Chapter = Type.Object({
  /** Seconds from the beginning; they ascend. */
  start: Type.Number({ minimum: 0 }),
  /** May be empty. */
  title: Type.String(),
})
export type Chapter = Static<typeof Chapter>

/** A file of captions beside a film; its text: `GET …/captions/{id}`, always WebVTT. */
export const Caption = Type.Object({
  id: Type.String({ pattern: FILE_ID_PATTERN }),
  /** For people, such as "English" or "English (forced)". */
  label: Type.String(),
  /** BCP 47; absent where its name does not say. */
  language: Type.Optional(Type.String()),
})
export type Caption = Static<typeof Caption>

/** `GET /api/files/{id}/details`: what is known beyond the item, asked for when it is opened. */
export const Details = Type.Object({
  /** Maker and model, such as "Fujifilm X-T5". */
  camera: Type.Optional(Type.String()),
  /** Where it is in Telegram; never told to guests. */
  place: Type.Optional(
    Type.Object({
      /** Its name. */
      channel: Type.String(),
      /** Opens the post in Telegram, for who is in the channel; absent for private chats. */
      url: Type.Optional(Type.String()),
    }),
  ),
  /** In which it is; never told to guests. */
  albums: Type.Optional(Type.Array(Type.Object({ id: AlbumId, title: Type.String() }))),
  chapters: Type.Array(Chapter, { maxItems: MAX_CHAPTERS }),
  captions: Type.Array(Caption),
  /** Absent until they are made, which asking for the details begins; and for good where they cannot be. */
  sprites: Type.Optional(Sprites),
  /** They are being made, or wait for their turn: asking again is worth it. Only ever true. */
  spritesComing: Type.Optional(Type.Boolean()),
})
export type Details = Static<typeof Details>
