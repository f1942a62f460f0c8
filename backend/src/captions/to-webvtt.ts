// SubRip or WebVTT, by a stranger -> WebVTT of ours: cues alone, in order. Styles, regions, notes, settings and ids are left
// out by never being read (https://www.w3.org/TR/webvtt1/). Pure.
import { cleanCue } from './clean-cue.ts'

/** Looked at, with those that say nothing. */
const MAX_CUES = 20_000
/** Of one cue, before it is cleaned. */
const MAX_CUE_LINES = 50
/** Of the answer, characters. */
const MAX_LENGTH = 4 * 1024 * 1024
const LONGEST_FILM_MS = 100 * 3_600_000

const CLOCK = String.raw`(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})`
const TIMING = new RegExp(String.raw`^\s{0,9}${CLOCK}\s{0,9}-->\s{0,9}${CLOCK}`)

/** Milliseconds. */
type Cue = { start: number; end: number; text: string }

const clockOf = ([hours, minutes, seconds, fraction = '']: readonly (string | undefined)[]): number =>
  ((Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 +
  Number(fraction.padEnd(3, '0'))

const readTiming = (line = ''): Omit<Cue, 'text'> | undefined => {
  // Of millions of lines few are looked at.
  const found = line.includes('-->') ? TIMING.exec(line) : null
  return found ? { start: clockOf(found.slice(1, 5)), end: clockOf(found.slice(5, 9)) } : undefined
}

/** Text goes up to an empty line; where there is none, the next cue's number is not a part of it. */
const readCues = (text: string): Cue[] => {
  const lines = text.split(/\r\n|\n|\r/)
  const cues: Cue[] = []
  let seen = 0
  for (let at = 0; at < lines.length && seen < MAX_CUES; at++) {
    const timing = readTiming(lines[at])
    if (!timing) continue
    seen++
    const spoken: string[] = []
    while (at + 1 < lines.length && lines[at + 1]?.trim() !== '' && !readTiming(lines[at + 1])) {
      const line = lines[++at] ?? ''
      // The last one may be the next cue's number.
      if (spoken.length > MAX_CUE_LINES) spoken.pop()
      spoken.push(line)
    }
    const isNextNumber = readTiming(lines[at + 1]) && /^\s*\d{1,6}\s*$/.test(spoken.at(-1) ?? '')
    const clean = cleanCue(spoken.slice(0, isNextNumber ? -1 : undefined).join('\n'))
    const isSane = timing.end > timing.start && timing.end <= LONGEST_FILM_MS
    if (isSane && clean !== '') cues.push({ ...timing, text: clean })
  }
  return cues.toSorted((a, b) => a.start - b.start)
}

const two = (number: number): string => String(number).padStart(2, '0')

const writeClock = (ms: number): string => {
  const seconds = Math.floor(ms / 1000)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return `${two(h)}:${two(m)}:${two(s)}.${String(ms % 1000).padStart(3, '0')}`
}

/** Never throws; a text without cues gives one without cues. */
export const toWebVtt = (text: string): string => {
  const parts = ['WEBVTT\n']
  let length = 0
  for (const cue of readCues(text)) {
    const part = `\n${writeClock(cue.start)} --> ${writeClock(cue.end)}\n${cue.text}\n`
    length += part.length
    if (length > MAX_LENGTH) break
    parts.push(part)
  }
  return parts.join('')
}
