// Dates of HTTP (RFC 9110, section 5.6.7): the form we write, and the two old ones that a recipient must still read.

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const IMF = /^[a-z]{3}, (\d{2}) ([a-z]{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) gmt$/i
const RFC_850 = /^[a-z]{6,9}, (\d{2})-([a-z]{3})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) gmt$/i
const ASCTIME = /^[a-z]{3} ([a-z]{3}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/i

/** `Sun, 06 Nov 1994 08:49:37 GMT` from seconds since 1970. */
export function formatHttpDate(seconds: number): string {
  return new Date(seconds * 1000).toUTCString()
}

/** Seconds since 1970; undefined for anything that is no HTTP date, which the caller then ignores. */
export function parseHttpDate(text: string, now: Date = new Date()): number | undefined {
  const imf = IMF.exec(text)
  if (imf) return seconds(imf[3], imf[2], imf[1], imf.slice(4))
  const asctime = ASCTIME.exec(text)
  if (asctime) return seconds(asctime[6], asctime[1], asctime[2], asctime.slice(3, 6))
  const old = RFC_850.exec(text)
  if (!old) return undefined
  // A year that seems more than 50 years ahead is the last one in the past with the same two digits.
  const century = Math.floor(now.getUTCFullYear() / 100) * 100
  const year = century + Number(old[3])
  return seconds(String(year > now.getUTCFullYear() + 50 ? year - 100 : year), old[2], old[1], old.slice(4))
}

function seconds(year = '', month = '', day = '', time: string[]): number | undefined {
  const index = MONTHS.indexOf(month.toLowerCase())
  const [hour = 0, minute = 0, second = 0] = time.map(Number)
  if (index < 0 || hour > 23 || minute > 59 || second > 60) return undefined
  const date = new Date(Date.UTC(Number(year), index, Number(day), hour, minute, second))
  return date.getUTCMonth() === index ? Math.floor(date.getTime() / 1000) : undefined
}
