const MINUTE = 60

const unit = (value: number, name: 'second' | 'minute' | 'hour', locale?: string): string =>
  new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value)

/** 4000 seconds -> "1 hr 7 min": as exact as such a guess can be. */
export function formatLeft(seconds: number, locale?: string): string {
  if (seconds < MINUTE) return unit(Math.max(1, Math.ceil(seconds / 5) * 5), 'second', locale)
  const minutes = Math.ceil(seconds / MINUTE)
  if (minutes < 60) return unit(minutes, 'minute', locale)
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  return hours < 10 && rest > 0
    ? `${unit(hours, 'hour', locale)} ${unit(rest, 'minute', locale)}`
    : unit(hours, 'hour', locale)
}
