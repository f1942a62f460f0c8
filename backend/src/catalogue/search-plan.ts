// What a search means: an item is found when its name or caption holds every word, at its beginning, in its middle, or as part
// of a text without spaces. Whatever a database takes for an operator is text like any other.
import type { FileFilter } from '@gramreel/contracts/catalogue'
import { fold } from './search-text.ts'

/** Each costs; nobody's ninth word finds less. */
const MAX_WORDS = 8
/** The indexes know three letters and more. */
const SHORTEST_INDEXED = 3

const lengthOf = (word: string): number => Array.from(word).length

/** The words to look for, the longest ones first; none that is part of another. */
export const wordsOf = (search: string): string[] => {
  const words = [...new Set(fold(search).split(/\s+/u))].filter((word) => word !== '')
  return words
    .filter((word) => !words.some((other) => other !== word && other.includes(word)))
    .toSorted((one, other) => lengthOf(other) - lengthOf(one))
    .slice(0, MAX_WORDS)
}

export const isIndexed = (word: string): boolean => lengthOf(word) >= SHORTEST_INDEXED

/** For LIKE, with ESCAPE '\'. */
export const likePattern = (word: string): string => `%${word.replace(/[\\%_]/g, String.raw`\$&`)}%`

/**
 * Captions that lie beside their film are shown with it, and not by themselves; who asks for them by their name's end, as ".srt"
 * or all of the name does, finds them.
 */
export const asksForCaptions = (words: readonly string[]): boolean =>
  words.some((word) => /(?:^|\.)(?:srt|vtt)$/.test(word))

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** FTS5's expression for words, kind and state; undefined where the index cannot answer. */
export const matchExpression = (
  words: readonly string[],
  { kind, deleted, trash }: FileFilter,
): string | undefined => {
  if (words.length === 0 || !words.every(isIndexed)) return undefined
  const state = deleted === true ? 'deleted' : trash === true ? 'trashed' : undefined
  const wanted = [
    ...words.map((word) => `text : ${quoted(word)}`),
    ...(kind === undefined ? [] : [`marks : ${quoted(kind)}`]),
    ...(state === undefined ? [] : [`marks : ${quoted(state)}`]),
  ].join(' AND ')
  if (state !== undefined) return wanted
  const hidden = ['deleted', 'trashed', ...(asksForCaptions(words) ? [] : ['captions'])]
  return `(${wanted}) NOT marks : (${hidden.map(quoted).join(' OR ')})`
}
