/** The form in which names, captions and searches are compared: whatever the case, and however letters are composed. */
const fold = (text: string): string => text.normalize('NFKC').toLowerCase()

export const searchTextOf = (file: { name: string; caption: string }): string =>
  fold(`${file.name}\n${file.caption}`)

/** Escapes what LIKE takes for wildcards; for use with ESCAPE '\'. */
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, String.raw`\$&`)

/** One LIKE pattern for each word of a search; an item matches when all of them do. */
export const likePatterns = (search: string): string[] =>
  fold(search)
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => `%${escapeLike(word)}%`)
