// The text of one cue, by a stranger: bold, italics and underline stay, every other tag goes, the rest is plain text
// (WebVTT, section 4.2.2). Pure.

/** What opens as a tag does; "I <3 you" is none. */
const TAG = /<\/?([a-z.][^<>]*|[\d:.]*)>/gi
/** Of Advanced SubStation, which SRT files often hold: `{\an8}`. */
const ASS = /\{\\[^{}]*\}/g
const KEPT = new Set(['b', 'i', 'u'])
/** HTML's entities that WebVTT knows. */
const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&nbsp;': '\u00a0',
  '&lrm;': '\u200e',
  '&rlm;': '\u200f',
}
const MAX_LINES = 10
const MAX_LETTERS = 1_000

/** Control characters, and what turns the direction of the text around for the rest of the page. */
// eslint-disable-next-line no-control-regex -- that is what it is for
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g

const plain = (text: string): string =>
  text
    .replace(/&(?:amp|lt|gt|nbsp|lrm|rlm);/g, (entity) => ENTITIES[entity] ?? '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')

/** Tags in pairs, each closed where it was opened last; what stays open is closed at the end. */
const cleanTags = (text: string): string => {
  const open: string[] = []
  let clean = ''
  let end = 0
  for (const match of text.matchAll(TAG)) {
    clean += plain(text.slice(end, match.index))
    end = match.index + match[0].length
    const name = (match[1] ?? '').toLowerCase().trim()
    if (!KEPT.has(name)) continue
    if (!match[0].startsWith('</')) {
      if (open.includes(name)) continue
      open.push(name)
      clean += `<${name}>`
    } else if (open.at(-1) === name) clean += `</${open.pop()}>`
  }
  clean += plain(text.slice(end))
  return (
    clean +
    open
      .toReversed()
      .map((name) => `</${name}>`)
      .join('')
  )
}

/** May be empty. No line of it is empty, and none holds `-->`. */
export const cleanCue = (text: string): string => {
  const lines = text
    .toWellFormed()
    .replace(UNSEEN, '')
    .replace(ASS, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, MAX_LINES)
  const short = Array.from(lines.join('\n')).slice(0, MAX_LETTERS).join('')
  const clean = cleanTags(short).replace(/\n[\s\n]*/g, '\n')
  return clean.replace(/<\/?[biu]>|\s/g, '') === '' ? '' : clean.trim()
}
