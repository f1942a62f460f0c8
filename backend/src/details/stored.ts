// What was found inside a file, as it stands in its row (JSON), and back.
import { Chapter, MAX_CHAPTERS } from '@gramreel/contracts/details'
import { Sprites } from '@gramreel/contracts/sprites'
import { Type, type Static, type TSchema } from 'typebox'
import { Check } from 'typebox/value'
import type { FileRow } from '../storage/schema.ts'

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

/** As clients are told of them. `base`: the address of files for who asks. */
export const describeSprites = (
  { id, file_unique_id }: FileRow,
  stored: StoredSprites | undefined,
  base: string,
): { sprites?: Sprites } =>
  stored === undefined
    ? {}
    : { sprites: { ...stored, url: `${base}/${id}/sprites?v=${encodeURIComponent(file_unique_id)}` } }
