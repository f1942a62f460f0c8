// Texts and captions with their formatting: https://core.telegram.org/bots/api#formatting-options
import { isRecord } from '../guards.ts'
import type { Entity } from '../world.ts'
import { badRequest } from './answer.ts'
import type { Arguments } from './arguments.ts'
import { parseHtml } from './html-text.ts'

export type FormattedText = { text: string; entities: Entity[] }

const MAX_BYTES = 1 << 15
const MAX_TEXT = 4096
const MAX_CAPTION = 1024

/** The text of sendMessage. */
export function readText(args: Arguments): FormattedText {
  const formatted = format(args.text('text') ?? '', args.text('parse_mode'), args.json('entities'))
  if (formatted.text === '') throw badRequest('message text is empty')
  if (formatted.text.length > MAX_TEXT) throw badRequest('message is too long')
  return formatted
}

/** The caption of a call. */
export function readCaption(args: Arguments): FormattedText {
  return formatCaption(args.text('caption'), args.text('parse_mode'), args.json('caption_entities'))
}

export function formatCaption(
  text: string | undefined,
  mode: string | undefined,
  entities: unknown,
): FormattedText {
  const formatted = format(text ?? '', mode, entities)
  if (formatted.text.length > MAX_CAPTION) throw badRequest('message caption is too long')
  return formatted
}

function format(text: string, mode: string | undefined, entities: unknown): FormattedText {
  if (Buffer.byteLength(text) > MAX_BYTES) throw badRequest('text is too long')
  switch (mode?.toLowerCase()) {
    case undefined:
    case 'none':
      return trimmed({ text, entities: readEntities(entities, text.length) })
    case 'html':
      return trimmed(parseHtml(text))
    default:
      throw badRequest('unsupported parse_mode')
  }
}

/** Telegram cuts white space at both ends. */
function trimmed({ text, entities }: FormattedText): FormattedText {
  const cut = text.length - text.trimStart().length
  const kept = text.trim()
  const moved = entities.map((entity) => {
    const start = Math.max(entity.offset - cut, 0)
    const end = Math.min(entity.offset - cut + entity.length, kept.length)
    return { ...entity, offset: start, length: end - start }
  })
  return { text: kept, entities: moved.filter((entity) => entity.length > 0) }
}

function readEntities(value: unknown, length: number): Entity[] {
  if (!Array.isArray(value)) return []
  return value.map((item: unknown) => {
    if (!isRecord(item)) throw badRequest("can't parse MessageEntity: expected an Object")
    const { type, offset, length: count, url, language } = item
    if (typeof type !== 'string') throw badRequest('can\'t parse MessageEntity: can\'t find field "type"')
    if (!Number.isInteger(offset) || !Number.isInteger(count)) {
      throw badRequest('can\'t parse MessageEntity: field "offset" must be of type Number')
    }
    const start = Math.min(Math.max(Number(offset), 0), length)
    return {
      type,
      offset: start,
      length: Math.min(Math.max(Number(count), 0), length - start),
      ...(typeof url === 'string' && { url }),
      ...(typeof language === 'string' && { language }),
    }
  })
}
