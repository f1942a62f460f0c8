// Figures in the reader's language; a dash where there is none. `locale` is a parameter for tests.
import { formatBytes } from '../../shared/format.ts'
import { statisticsTexts } from '../../shared/statistics-texts.ts'

type Figure = number | null | undefined

const NONE = statisticsTexts.none

/** 840 -> "0.8 sec"; 45 -> "45 ms"; 90_000 -> "1.5 min". */
export function formatMs(ms: Figure, locale?: string): string {
  if (ms === null || ms === undefined) return NONE
  const [value, unit] =
    ms < 100
      ? [ms, 'millisecond']
      : ms < 60_000
        ? [ms / 1000, 'second']
        : ms < 3_600_000
          ? [ms / 60_000, 'minute']
          : [ms / 3_600_000, 'hour']
  const maximumFractionDigits = unit === 'millisecond' || value >= 10 ? 0 : 1
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits,
  }).format(value)
}

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000]
/** Between the numbers of an axis of times, so that they are round in the unit they are told in. */
export const STEPS_MS = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 20, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((hours) => hours * HOUR),
]

/** 0.0312 -> "3.1%", 0.0004 -> "0.04%". */
export function formatShare(share: Figure, locale?: string): string {
  if (share === null || share === undefined) return NONE
  const maximumFractionDigits = share > 0 && share < 0.1 ? (share < 0.001 ? 2 : 1) : 0
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits }).format(share)
}

export const formatBytesOrNone = (bytes: Figure, locale?: string): string =>
  bytes === null || bytes === undefined ? NONE : formatBytes(bytes, locale)

/** Where an hour or a day begins: "15:00", "28 Nov". Seconds since 1970. */
export function formatStep(at: number, stepSeconds: number, locale?: string): string {
  const options: Intl.DateTimeFormatOptions =
    stepSeconds < 86_400 ? { hour: 'numeric', minute: '2-digit' } : { day: 'numeric', month: 'short' }
  return new Intl.DateTimeFormat(locale, options).format(new Date(at * 1000))
}

export const formatTime = (iso: string, locale?: string): string =>
  new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(new Date(iso))
