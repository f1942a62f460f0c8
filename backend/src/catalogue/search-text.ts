// The form in which names, captions and searches are compared: whatever the case, the accents and the way that letters are
// composed, so that "uber" finds "Über", "strasse" "Straße", "елка" "Ёлка", and Arabic is found with and without its vowels.

/** Another number for another form: then what is stored is made anew (ensure-search.ts). */
export const FOLDING = 2

/**
 * Accents of Latin, Greek and Cyrillic; points of Hebrew; vowels, hamza and tatweel of Arabic; what has no width, and what
 * chooses the look of an emoji. Others' marks are letters.
 */
const MARKS =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]|[\u00ad\u0640\u200b-\u200f\u2060\ufeff]|\ufe0e|\ufe0f/g

/** Letters of which Unicode has no other form. */
const LETTERS: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ł: 'l', ı: 'i' }
const LETTER = /[ßæœøđłı]/g

export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(MARKS, '')
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFC')
    .toWellFormed()
    .replaceAll('\0', '\u{fffd}')

export const searchTextOf = (file: { name: string; caption: string }): string =>
  fold(`${file.name}\n${file.caption}`)
