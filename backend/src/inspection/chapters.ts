// What a film says its chapters are, in order, with titles that may be shown. Pure.
import { MAX_CHAPTERS, type Chapter } from '@gramreel/contracts/details'

const MAX_TITLE = 120
/** Control characters, and what turns the direction of the text around for the rest of the page. */
// eslint-disable-next-line no-control-regex -- that is what it is for
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g

/** On one line, of a length that can be shown; may be empty. */
export const cleanLine = (text: string, maxLetters = MAX_TITLE): string =>
  Array.from(text.toWellFormed().replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim())
    .slice(0, maxLetters)
    .join('')
    .trim()

/** Undefined where there are none; one alone that begins at the beginning says nothing either. */
export const cleanChapters = (
  chapters: readonly Chapter[],
  durationSeconds = Infinity,
): Chapter[] | undefined => {
  const sane = chapters
    .filter(({ start }) => Number.isFinite(start) && start >= 0 && start < durationSeconds)
    .toSorted((a, b) => a.start - b.start)
    .filter(({ start }, i, all) => i === 0 || start > (all[i - 1]?.start ?? 0))
    .slice(0, MAX_CHAPTERS)
    .map(({ start, title }) => ({ start: Math.round(start * 1000) / 1000, title: cleanLine(title) }))
  return sane.length > 1 || (sane[0]?.start ?? 0) > 0 ? sane : undefined
}
