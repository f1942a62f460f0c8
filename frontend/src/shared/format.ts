// Sizes, times and dates in the reader's language. `locale` is a parameter for tests; undefined is the reader's own.

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

const numberFormats = new Map<string, Intl.NumberFormat>()
const dateFormats = new Map<string, Intl.DateTimeFormat>()

// Making an Intl object costs a hundred times what using one does, and the grid asks for thousands of answers.
function numberFormat(locale: string | undefined, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale ?? ''}${JSON.stringify(options)}`
  const known = numberFormats.get(key) ?? new Intl.NumberFormat(locale, options)
  numberFormats.set(key, known)
  return known
}

function dateFormat(locale: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale ?? ''}${JSON.stringify(options)}`
  const known = dateFormats.get(key) ?? new Intl.DateTimeFormat(locale, options)
  dateFormats.set(key, known)
  return known
}

/** 2_147_483_648 -> "2.1 GB". Units of a thousand, as in every file manager but one. */
export function formatBytes(bytes: number, locale?: string): string {
  let value = bytes
  let step = 0
  // 999.5 would be printed as "1,000".
  while (value >= 999.5 && step < UNITS.length - 1) {
    value /= 1000
    step += 1
  }
  const fraction = step >= 2 && value < 99.5 ? 1 : 0
  return numberFormat(locale, {
    style: 'unit',
    unit: UNITS[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: fraction,
  }).format(value)
}

/** 12_192_768 picture points -> "12.2 MP"; there is no such unit in Intl. */
export const formatMegapixels = (points: number, locale?: string): string =>
  `${numberFormat(locale, { maximumFractionDigits: points < 99.5e6 ? 1 : 0 }).format(points / 1e6)} MP`

/** 83.4 seconds -> "1:23"; from an hour on "1:01:52". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const rest = String(whole % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

export const formatPercent = (part: number, locale?: string): string =>
  numberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(part)

/** 40 -> "40 seconds", in the reader's words. */
export const formatSeconds = (seconds: number, locale?: string): string =>
  numberFormat(locale, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'long',
    maximumFractionDigits: 0,
  }).format(seconds)

export const formatCount = (count: number, locale?: string): string => numberFormat(locale, {}).format(count)

/** "21 Nov 2026", in the reader's order and words. */
export const formatDate = (iso: string, locale?: string): string =>
  dateFormat(locale, { dateStyle: 'medium' }).format(new Date(iso))

/** "21 November 2026 at 14:03", in the reader's order and words. */
export const formatMoment = (iso: string, locale?: string): string =>
  dateFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(iso))

const startOfDay = (date: Date): number =>
  new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()

/** Days from `date` to `now` in the reader's time zone: 0 today, 1 yesterday. A day may have 23 or 25 hours. */
const daysAgo = (date: Date, now: Date): number =>
  Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000)

const capitalised = (text: string, locale?: string): string =>
  text.slice(0, 1).toLocaleUpperCase(locale) + text.slice(1)

/** The heading over the months from `oldest` to `newest`: "March 2026", "January – March 2024". */
export const formatMonths = (newest: Date, oldest: Date, locale?: string): string =>
  capitalised(dateFormat(locale, { month: 'long', year: 'numeric' }).formatRange(oldest, newest), locale)

/** The heading over the days from `oldest` to `newest`: "Today", "Friday, 13 March", "3 – 9 March 2024". */
export function formatDays(newest: Date, oldest: Date, now: Date, locale?: string): string {
  const isThisYear = oldest.getFullYear() === now.getFullYear() && newest.getFullYear() === now.getFullYear()
  const year = isThisYear ? {} : ({ year: 'numeric' } as const)
  if (startOfDay(newest) !== startOfDay(oldest)) {
    return dateFormat(locale, { day: 'numeric', month: 'long', ...year }).formatRange(oldest, newest)
  }
  const ago = daysAgo(newest, now)
  if (ago === 0 || ago === 1) {
    return capitalised(new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-ago, 'day'), locale)
  }
  return capitalised(
    dateFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', ...year }).format(newest),
    locale,
  )
}

/** "Reise.tar.gz" -> "GZ"; "" where there is none worth showing. */
export function fileExtension(name: string): string {
  const found = /\.([\p{L}\p{N}]{1,5})$/u.exec(name)
  return found?.[1]?.toLocaleUpperCase() ?? ''
}
