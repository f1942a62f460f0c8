// Where in a text the words of a search stand, compared as the backend compares (catalogue/search-text.ts): whatever the case,
// the accents and the way letters are composed.

const MARKS = /\p{M}|[\u00ad\u0640\u200b-\u200f\u2060\ufeff]/gu
const LETTERS: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ł: 'l', ı: 'i' }

const foldLetter = (letter: string): string =>
  letter
    .normalize('NFKD')
    .toLowerCase()
    .replace(MARKS, '')
    .replace(/[ßæœøđłı]/g, (found) => LETTERS[found] ?? found)

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The folded text, and for each of its code units the place of its letter in the text. */
const foldWithPlaces = (text: string): { folded: string; places: { from: number; to: number }[] } => {
  let folded = ''
  const places: { from: number; to: number }[] = []
  for (const { segment, index } of graphemes.segment(text)) {
    const piece = foldLetter(segment)
    folded += piece
    for (let n = 0; n < piece.length; n++) places.push({ from: index, to: index + segment.length })
  }
  return { folded, places }
}

export type Part = { text: string; isMatch: boolean }

/** The text in parts; one part and no match where none of the words stands in it. */
export function findWords(text: string, query: string): Part[] {
  const words = query.split(/\s+/u).map(foldLetter).filter(Boolean)
  const { folded, places } = foldWithPlaces(text)
  const found: boolean[] = Array.from({ length: text.length }, () => false)
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      const [first, last] = [places[at], places[at + word.length - 1]]
      if (first && last) found.fill(true, first.from, last.to)
    }
  }
  const parts: Part[] = []
  for (let at = 0; at < text.length;) {
    const isMatch = found[at] ?? false
    let end = at
    while (end < text.length && (found[end] ?? false) === isMatch) end += 1
    parts.push({ text: text.slice(at, end), isMatch })
    at = end
  }
  return parts
}

/** Characters before the first match that a line has room for. */
const BEFORE = 16

/** A line of the text around its first match; undefined where nothing matches. */
export function lineAround(text: string, query: string): Part[] | undefined {
  const line = text.replaceAll(/\s+/gu, ' ').trim()
  const parts = findWords(line, query)
  const at = parts.findIndex(({ isMatch }) => isMatch)
  if (at < 0) return undefined
  const before = parts
    .slice(0, at)
    .map((part) => part.text)
    .join('')
  const letters = Array.from(before)
  const shown = letters.length > BEFORE ? `…${letters.slice(-BEFORE).join('')}` : before
  return [...(shown === '' ? [] : [{ text: shown, isMatch: false }]), ...parts.slice(at)]
}
