// A message with a file as a worker tells it: the words of Telegram's Bot API (https://core.telegram.org/bots/api#message), so
// that the backend reads it as it reads an update. Of which chat it is, the backend knows: it asked.
import { Type, type Static } from 'typebox'
import { TASK_MAX_MESSAGES } from './tasks.ts'

const exact = { additionalProperties: false }
const Id = Type.String({ pattern: '^[A-Za-z0-9_-]{1,300}$' })
const Text = Type.String({ maxLength: 8192 })
const Whole = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Number32 = Type.Integer({ minimum: 0, maximum: 2 ** 32 })

const file = { file_id: Id, file_unique_id: Id, file_size: Type.Optional(Whole) }
export const ToldPicture = Type.Object({ ...file, width: Number32, height: Number32 }, exact)
export type ToldPicture = Static<typeof ToldPicture>

const thumbnail = { thumbnail: Type.Optional(ToldPicture) }
const named = { file_name: Type.Optional(Text), mime_type: Type.Optional(Text) }
const duration = { duration: Number32 }
const measured = { ...duration, width: Number32, height: Number32 }
const Moving = Type.Object({ ...file, ...thumbnail, ...named, ...measured }, exact)

export const ToldMessage = Type.Object(
  {
    message_id: Type.Integer({ minimum: 1, maximum: 2147483647 }),
    date: Number32,
    edit_date: Type.Optional(Number32),
    media_group_id: Type.Optional(Type.String({ maxLength: 64 })),
    caption: Type.Optional(Text),
    /** One of these is there. */
    photo: Type.Optional(Type.Array(ToldPicture, { minItems: 1, maxItems: 20 })),
    video: Type.Optional(Moving),
    animation: Type.Optional(Moving),
    video_note: Type.Optional(Type.Object({ ...file, ...thumbnail, ...duration, length: Number32 }, exact)),
    audio: Type.Optional(
      Type.Object(
        {
          ...file,
          ...thumbnail,
          ...named,
          ...duration,
          title: Type.Optional(Text),
          performer: Type.Optional(Text),
        },
        exact,
      ),
    ),
    voice: Type.Optional(Type.Object({ ...file, ...duration, mime_type: Type.Optional(Text) }, exact)),
    document: Type.Optional(Type.Object({ ...file, ...thumbnail, ...named }, exact)),
  },
  exact,
)
export type ToldMessage = Static<typeof ToldMessage>

/** The answer to `GET /messages` with a task of scope `import`. */
export const ToldMessages = Type.Object(
  {
    /** Those with a file. */
    messages: Type.Array(ToldMessage, { maxItems: TASK_MAX_MESSAGES }),
    /** The highest number that was asked for and is there, whatever it holds; 0: none is. */
    last: Type.Integer({ minimum: 0, maximum: 2147483647 }),
  },
  exact,
)
export type ToldMessages = Static<typeof ToldMessages>

/** Bytes of the longest such answer. */
export const TOLD_MESSAGES_MAX_BYTES = 4 * 1024 * 1024
