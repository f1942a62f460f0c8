// What was found inside a file, as it stands in its row (JSON), and back.
import { Chapter, MAX_CHAPTERS, Sprites } from '@gramreel/contracts/details'
import { Type, type Static, type TSchema } from 'typebox'
import { Check } from 'typebox/value'

const Chapters = Type.Array(Chapter, { maxItems: MAX_CHAPTERS })
export const StoredSprites = Type.Omit(Sprites, ['url'])
export type StoredSprites = Static<typeof StoredSprites>

const parse = <T extends TSchema>(schema: T, text: string | null): Static<T> | undefined => {
  if (text === null || text === '') return undefined
  const value: unknown = JSON.parse(text)
  return Check(schema, value) ? value : undefined
}

export const parseChapters = (text: string | null): Chapter[] => parse(Chapters, text) ?? []
export const parseSprites = (text: string | null): StoredSprites | undefined => parse(StoredSprites, text)
