// The trash: out of sight, and still in Telegram until somebody deletes it for good.
import { Type, type Static } from 'typebox'
import { FileIds } from './albums.ts'
import { FILE_ID_PATTERN } from './links.ts'

/** Body of `POST /api/trash` and of `POST /api/trash/restore`. What is there already is passed over. */
export const TrashFiles = Type.Object({ files: FileIds }, { additionalProperties: false })
export type TrashFiles = Static<typeof TrashFiles>

/** Body of `POST /api/trash/delete`: one of the first two. Only what is in the trash is deleted. */
export const DeleteFiles = Type.Object(
  {
    files: Type.Optional(FileIds),
    all: Type.Optional(Type.Literal(true)),
    /** Goes on behind this item: `next` of an answer. */
    after: Type.Optional(Type.String({ pattern: FILE_ID_PATTERN })),
  },
  { additionalProperties: false },
)
export type DeleteFiles = Static<typeof DeleteFiles>

/**
 * Why an item is still in Telegram. `no_right`: the bot may not delete there (or, in a private chat, the message is older than
 * two days). `no_bot`: no bot of the gallery is there. `wait`: Telegram asks for patience. `unreachable`: it did not answer.
 */
export const DeleteFailure = Type.Union([
  Type.Literal('no_right'),
  Type.Literal('no_bot'),
  Type.Literal('wait'),
  Type.Literal('unreachable'),
])
export type DeleteFailure = Static<typeof DeleteFailure>

/** Answer of `POST /api/trash/delete`. What was not deleted stays in the trash. */
export const DeleteAnswer = Type.Object({
  /** How many are gone from Telegram. */
  deleted: Type.Integer(),
  failed: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      reason: DeleteFailure,
      /** The same for the person. */
      message: Type.String(),
    }),
  ),
  /** How many of those meant were not tried: it would have taken too long, or Telegram asks to wait, or is away. */
  left: Type.Integer(),
  /** Given back as `after`, it goes on with those; null when none are left. */
  next: Type.Union([Type.String(), Type.Null()]),
})
export type DeleteAnswer = Static<typeof DeleteAnswer>
