// parse_mode HTML: https://core.telegram.org/bots/api#html-style
import type { Entity } from '../world.ts'
import { badRequest } from './answer.ts'

const TYPES: Record<string, string> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  code: 'code',
  pre: 'pre',
  'tg-spoiler': 'spoiler',
  blockquote: 'blockquote',
  a: 'text_link',
}

const CHARACTERS: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' }

/** Plain text and its entities; throws Telegram's 400 for tags it does not know or that do not match. */
export function parseHtml(html: string): { text: string; entities: Entity[] } {
  const open: { tag: string; entity: Entity }[] = []
  const entities: Entity[] = []
  let text = ''
  let at = 0
  for (const { 0: match, index } of html.matchAll(/<(\/?)([^>]*)>|</g)) {
    text += unescape(html.slice(at, index))
    at = index + match.length
    const byte = Buffer.byteLength(html.slice(0, index))
    if (match === '<') throw parseError(`Unclosed start tag at byte offset ${byte}`)
    if (match.startsWith('</')) {
      const last = open.pop()
      if (!last) throw parseError(`Unexpected end tag at byte offset ${byte}`)
      const tag = match.slice(2, -1).trim().toLowerCase()
      if (tag !== '' && tag !== last.tag) {
        throw parseError(
          `Unmatched end tag at byte offset ${byte}, expected "</${last.tag}>", found "${match}"`,
        )
      }
      entities.push({ ...last.entity, length: text.length - last.entity.offset })
      continue
    }
    const [tag = ''] = match.slice(1, -1).trim().toLowerCase().split(/\s/)
    const type = TYPES[tag]
    if (type === undefined) throw parseError(`Unsupported start tag "${tag}" at byte offset ${byte}`)
    const href = /href\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(match)
    const url = href && unescape(href[1] ?? href[2] ?? '')
    open.push({ tag, entity: { type, offset: text.length, length: 0, ...(tag === 'a' && url && { url }) } })
  }
  const unclosed = open.at(-1)
  if (unclosed) throw parseError(`Can't find end tag corresponding to start tag "${unclosed.tag}"`)
  text += unescape(html.slice(at))
  const kept = entities.filter(({ type, length, url }) => length > 0 && (type !== 'text_link' || url))
  return { text, entities: kept.toSorted((a, b) => a.offset - b.offset || b.length - a.length) }
}

function unescape(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot));/gi, (whole, hex, dec, name) => {
    if (typeof name === 'string') return CHARACTERS[name.toLowerCase()] ?? whole
    const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(dec)
    return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : whole
  })
}

const parseError = (what: string) => badRequest(`can't parse entities: ${what}`)
