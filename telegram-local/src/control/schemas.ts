// What the control API takes. Unknown fields are refused, so that a misspelt one is noticed.
import { FAULT_NAMES } from '../faults.ts'

const text = { type: 'string', minLength: 1, maxLength: 4096 }
const whole = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }
const positive = { ...whole, minimum: 1 }
const amount = { type: 'number', minimum: 0 }
const chat = { type: ['string', 'integer'], pattern: '^-?\\d{1,16}$' }

const object = (properties: Record<string, object>, required: string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
})

export const fileSchema = object({
  name: text,
  size: positive,
  pattern: { enum: ['blocks'] },
  path: text,
  thumbnail: text,
  mime: { type: 'string', pattern: '^[\\w.+-]+/[\\w.+-]+$', maxLength: 255 },
  chat,
  bot: positive,
  dc: positive,
  caption: { type: 'string', maxLength: 1024 },
  date: { ...whole, maximum: 4_294_967_295 },
  as: { enum: ['photo', 'document', 'video', 'animation', 'audio', 'voice', 'video_note'] },
  width: positive,
  height: positive,
  duration: amount,
  title: text,
  performer: text,
})

export type FileRequest = {
  name?: string
  size?: number
  pattern?: 'blocks'
  path?: string
  /** Path of a picture of this disk to show for a film or document. */
  thumbnail?: string
  mime?: string
  chat?: string | number
  bot?: number
  dc?: number
  caption?: string
  /** When it was posted, seconds since 1970; absent: now. */
  date?: number
  as?: 'photo' | 'document' | 'video' | 'animation' | 'audio' | 'voice' | 'video_note'
  width?: number
  height?: number
  duration?: number
  title?: string
  performer?: string
}

export const faultSchema = object(
  {
    fault: { enum: FAULT_NAMES },
    method: text,
    fileId: text,
    times: positive,
    after: whole,
    seconds: amount,
    dc: positive,
    code: { type: 'integer' },
    message: text,
    afterBytes: whole,
    latencyMs: amount,
    jitterMs: amount,
    bytesPerSecond: { type: 'number', exclusiveMinimum: 0 },
  },
  ['fault'],
)

export const duplicatesSchema = object({ detect: { type: 'boolean' } }, ['detect'])

const username = { type: 'string', pattern: '^\\w{4,32}$' }
export const botSchema = object(
  {
    isPremium: { type: 'boolean' },
    firstName: text,
    username,
    id: positive,
    token: { type: 'string', pattern: '^[1-9]\\d*:[\\w-]{3,}$' },
  },
  ['firstName', 'username'],
)
export const userSchema = object({ firstName: text, lastName: text, username, id: positive }, ['firstName'])
export const channelSchema = object(
  { title: text, username, id: { type: 'integer', maximum: -1_000_000_000_001 } },
  ['title'],
)
export const memberSchema = object(
  { chat, user: positive, status: { enum: ['creator', 'administrator', 'member', 'left', 'kicked'] } },
  ['chat', 'user', 'status'],
)
export const messageParams = object({ chat, id: { type: 'string', pattern: '^\\d{1,10}$' } }, ['chat', 'id'])
export const messageQuery = object({ bot: { type: 'string', pattern: '^\\d{1,16}$' } })
export const forwardSchema = object({ chat, messageId: positive, bot: positive }, ['chat', 'messageId'])
export const textSchema = object({ text, chat, bot: positive }, ['text'])
export const captionSchema = object({ caption: { type: 'string', maxLength: 4096 } }, ['caption'])
export const expireSchema = object({ fileId: text }, ['fileId'])
export const signOutSchema = object({ user: positive, dc: positive })
