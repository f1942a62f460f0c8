// One line of a TL schema, taken apart. The language: https://core.telegram.org/mtproto/TL
import { crc32 } from 'node:zlib'

/** How a value is written; `boxed` values begin with their constructor's id. */
export type TlType =
  | { kind: 'int' | 'long' | 'double' | 'string' | 'bytes' | 'int128' | 'int256' | 'flags' | 'true' | 'Bool' }
  | { kind: 'vector'; item: TlType; boxed: boolean }
  | { kind: 'boxed'; type: string }
  | { kind: 'bare'; name: string }
  /** `!X`: a whole request, always the last field of the wrapper it is in. */
  | { kind: 'query' }

/** `when` is set on optional fields: the name of the flags field and the bit that says "present". */
export type Field = { name: string; type: TlType; when?: { flags: string; bit: number } }

export type Definition = {
  name: string
  /** Constructor number, unsigned. */
  id: number
  isMethod: boolean
  fields: Field[]
  /** What stands right of "=": for a constructor its type, for a method what it answers. */
  result: TlType
  /** Lowest layer in which this line holds. */
  since: number
}

const SIMPLE = ['int', 'long', 'double', 'string', 'bytes', 'int128', 'int256', 'true', 'Bool'] as const

/** Parses `name#id field:type … = Type;`. */
export function parseLine(line: string, isMethod: boolean, since: number): Definition {
  const match = /^([\w.]+)#([0-9a-f]{1,8}) (.*?)= (.+);$/.exec(line)
  const [, name, id, left, right] = match ?? []
  if (name === undefined || id === undefined || left === undefined || right === undefined) {
    throw new Error(`not a line of a TL schema: ${line}`)
  }
  const fields = left
    .split(' ')
    .filter((part) => part !== '' && !part.startsWith('{'))
    .map(parseField)
  return { name, id: Number.parseInt(id, 16), isMethod, fields, result: parseType(right), since }
}

/** The number that a line must carry: CRC32 of its text without the number and without what is not written. */
export function computedId(line: string): number {
  const text = line
    .replace(/#[0-9a-f]{1,8} /, ' ')
    .replace(/ \w+:flags\d*\.\d+\?true/g, '')
    .replaceAll(':bytes ', ':string ')
    .replaceAll('?bytes ', '?string ')
    .replaceAll('<', ' ')
    .replaceAll(/[>{};]/g, '')
  return crc32(text)
}

function parseField(part: string): Field {
  const colon = part.indexOf(':')
  const name = part.slice(0, colon)
  const text = part.slice(colon + 1)
  const optional = /^(flags\d*)\.(\d+)\?(.+)$/.exec(text)
  const [, flags, bit, type] = optional ?? []
  if (flags === undefined || bit === undefined || type === undefined) return { name, type: parseType(text) }
  return { name, type: parseType(type), when: { flags, bit: Number(bit) } }
}

function parseType(text: string): TlType {
  if (text === '#') return { kind: 'flags' }
  if (text === '!X' || text === 'X') return { kind: 'query' }
  const simple = SIMPLE.find((name) => name === text)
  if (simple) return { kind: simple }
  const vector = /^([vV])ector<(.+)>$/.exec(text)
  if (vector?.[2] !== undefined) {
    return { kind: 'vector', item: parseType(vector[2]), boxed: vector[1] === 'V' }
  }
  const last = text.slice(text.lastIndexOf('.') + 1)
  const isConstructor = last.charAt(0) === last.charAt(0).toLowerCase()
  return isConstructor ? { kind: 'bare', name: text } : { kind: 'boxed', type: text }
}
