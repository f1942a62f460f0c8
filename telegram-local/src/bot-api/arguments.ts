// The arguments of a call, which Telegram takes from the query, a form, JSON or multipart alike, all as text.
import type { Content } from '../files/content.ts'
import { badRequest } from './answer.ts'

/** A file that came with the call; its bytes are in the world already. */
export type SentFile = { content: Content; name: string; mime: string }

export type Arguments = {
  has(name: string): boolean
  /** Empty counts as absent, as at Telegram. */
  text(name: string): string | undefined
  /** Throws the 400 of a missing parameter. */
  required(name: string): string
  /** Clamped; text that is no number is 0, as at Telegram. */
  integer(name: string, fallback: number, min?: number, max?: number): number
  flag(name: string): boolean
  /** Undefined when absent; throws "can't parse … JSON object". */
  json(name: string, what?: string): unknown
  file(name: string): SentFile | undefined
}

const MAX_INT32 = 0x7fff_ffff

export function createArguments(
  texts: ReadonlyMap<string, string>,
  files: ReadonlyMap<string, SentFile> = new Map(),
): Arguments {
  const text = (name: string) => texts.get(name) || undefined
  return {
    has: (name) => texts.has(name),
    text,
    required(name) {
      const value = text(name)
      if (value === undefined) throw badRequest(`parameter "${name}" is required`)
      return value
    },
    integer(name, fallback, min = -MAX_INT32 - 1, max = MAX_INT32) {
      const value = text(name)
      return Math.min(Math.max(value === undefined ? fallback : parseInteger(value), min), max)
    },
    flag: (name) => ['true', 'yes', '1'].includes(text(name)?.toLowerCase() ?? ''),
    json(name, what = name) {
      const value = text(name)
      if (value === undefined) return undefined
      try {
        return JSON.parse(value) as unknown
      } catch {
        throw badRequest(`can't parse ${what} JSON object`)
      }
    },
    file: (name) => files.get(name),
  }
}

/** The number at the beginning of the text, 0 when there is none. */
export function parseInteger(text: string): number {
  const [digits] = /^[+-]?\d+/.exec(text.trim()) ?? ['0']
  return Number(digits)
}

/** JSON and query values as the text that a form would have carried. */
export function addTexts(texts: Map<string, string>, values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null) continue
    texts.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
}
