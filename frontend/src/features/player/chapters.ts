// Where chapters are on the scrub line. Pure; times in seconds.
import type { Chapter } from '@gramreel/contracts/details'

/** The chapter that is on at a moment; undefined before the first. */
export const chapterAt = (chapters: readonly Chapter[], seconds: number): Chapter | undefined =>
  chapters.findLast(({ start }) => start <= seconds)

/** Places of the gaps between chapters, 0 to 1; the first needs none at the very beginning. */
export const gapsOf = (chapters: readonly Chapter[], duration: number): number[] =>
  duration > 0
    ? chapters.filter(({ start }) => start > 0 && start < duration).map(({ start }) => start / duration)
    : []
