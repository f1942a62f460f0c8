// Formatted parts of a text: MTProto's constructors and the Bot API's names for them.
// https://core.telegram.org/type/MessageEntity, https://core.telegram.org/bots/api#messageentity
import type { Entity } from '../../world.ts'
import type { TlObject } from '../service.ts'
import { int, text } from './fields.ts'

const NAMES: Readonly<Record<string, string>> = {
  mention: 'messageEntityMention',
  hashtag: 'messageEntityHashtag',
  cashtag: 'messageEntityCashtag',
  bot_command: 'messageEntityBotCommand',
  url: 'messageEntityUrl',
  email: 'messageEntityEmail',
  phone_number: 'messageEntityPhone',
  bold: 'messageEntityBold',
  italic: 'messageEntityItalic',
  underline: 'messageEntityUnderline',
  strikethrough: 'messageEntityStrike',
  spoiler: 'messageEntitySpoiler',
  blockquote: 'messageEntityBlockquote',
  code: 'messageEntityCode',
  pre: 'messageEntityPre',
  text_link: 'messageEntityTextUrl',
}
const TYPES = new Map(Object.entries(NAMES).map(([type, name]) => [name, type]))

export function tlEntities(entities: readonly Entity[]): TlObject[] | undefined {
  const written = entities.flatMap(({ type, ...fields }): TlObject[] => {
    const name = NAMES[type]
    return name === undefined ? [] : [{ _: name, ...fields }]
  })
  return written.length === 0 ? undefined : written
}

/** Those we have no name for are dropped, as Telegram drops what it cannot keep. */
export function entitiesFrom(written: readonly TlObject[]): Entity[] {
  return written.flatMap((entity): Entity[] => {
    const type = TYPES.get(entity._)
    if (type === undefined) return []
    return [
      {
        type,
        offset: int(entity, 'offset'),
        length: int(entity, 'length'),
        ...(type === 'text_link' ? { url: text(entity, 'url') } : {}),
        ...(type === 'pre' && text(entity, 'language') !== '' ? { language: text(entity, 'language') } : {}),
      },
    ]
  })
}
