// One line of JSON per record. Nothing that looks like a token leaves this file: by what it looks like, by the name it goes
// under, and, for the secrets of the settings, by what it is. Errors are written out with their causes, and redacted as well.

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type Log = (level: LogLevel, message: string, detail?: object) => void

// Every repetition is bounded or ends where it began, so that no text, however long or odd, takes more than linear time.
const PATTERNS: readonly [RegExp, string][] = [
  // A bot token, also in the middle of an address (…/bot123456:AAE…/getMe), its colon percent-encoded or not.
  [/\d{5,20}(?::|%3A)[\w-]{20,}/gi, '***'],
  // A JWT; what is left of one that was cut, too.
  [/eyJ[\w-]{5,}(?:\.[\w-]*){0,2}/g, '***'],
  // ?token=… in an address, and in one that is a parameter of another.
  [/((?:^|[?&;\s]|%3F|%26)\w{0,20}token(?:=|%3D))[^&\s"'\\]+/gi, '$1***'],
  // apiHash: '…' and "token":"…", as texts of other programs have them.
  [
    /((?:token|secret|password|api_?hash|session)\w{0,20}\\?["']?\s{0,3}[:=]\s{0,3}\\?["'])[^"'\\]+/gi,
    '$1***',
  ],
  [/\b(bearer|basic)\s{1,3}[\w.~+/=-]+/gi, '$1 ***'],
  // JSON.parse quotes what it could not read, which may be a kept session.
  [/(?:\.\.\.)?"[^]{0,80}?"(?:\.\.\.)? is not valid JSON/g, '*** is not valid JSON'],
  // An api_hash; session strings, authorisation keys and whatever else is that long.
  [/(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/gi, '***'],
  [/[\w+/-]{200,}={0,2}/g, '***'],
]

/** Fields whose text is never written, whatever it looks like. */
const SECRET_NAME = /token|secret|password|authorization|cookie|session|api_?hash|auth_?key|^key$/i

const MAX_DEPTH = 6
const MAX_ITEMS = 100
const MAX_TEXT = 8192

export function redact(text: string): string {
  let clean = text
  for (const [pattern, instead] of PATTERNS) clean = clean.replace(pattern, instead)
  return clean
}

/**
 * Writes each record as one line of JSON that ends in a newline. `secrets` are never written, wherever they stand, as they are
 * or percent-encoded (those shorter than 8 characters are left: they are no secrets, and would be found in everything).
 * Never throws for what it is given: what cannot be read is named as such.
 */
export function jsonLog(write: (line: string) => void, secrets: readonly string[] = []): Log {
  const known = secrets
    .filter((secret) => secret.length >= 8)
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .toSorted((a, b) => b.length - a.length)
  const clean = (text: string) => {
    let rest = text
    for (const secret of known) rest = rest.replaceAll(secret, '***')
    rest = redact(rest)
    return rest.length > MAX_TEXT ? `${rest.slice(0, MAX_TEXT)}…` : rest
  }
  return (level, message, detail = {}) => {
    const fields = plain(detail, clean, [])
    const record = { level, time: new Date().toISOString(), msg: clean(message) }
    write(
      `${JSON.stringify({ ...record, ...(isRecord(fields) ? fields : { detail: fields }), ...record })}\n`,
    )
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value as JSON can hold it, every text in it cleaned, keys too. `above`: what it stands in, against circles. */
function plain(value: unknown, clean: (text: string) => string, above: readonly object[]): unknown {
  if (typeof value === 'string') return clean(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'boolean' || value === null) return value
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object') return value === undefined ? undefined : `[${typeof value}]`
  if (above.includes(value)) return '[circular]'
  if (above.length >= MAX_DEPTH) return '[deep]'
  try {
    return plainObject(value, clean, [...above, value])
  } catch {
    return '[unreadable]'
  }
}

function plainObject(value: object, clean: (text: string) => string, above: readonly object[]): unknown {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (value instanceof URL) return clean(value.href)
  if (Array.isArray(value) || value instanceof Set) {
    return [...value].slice(0, MAX_ITEMS).map((item) => plain(item, clean, above))
  }
  const fields: [string, unknown][] =
    value instanceof Map
      ? Array.from(value, ([name, item]: [unknown, unknown]) => [String(name), item])
      : namesOf(value).map((name) => [name, Reflect.get(value, name)])
  const result: Record<string, unknown> = Object.create(null)
  for (const [name, item] of fields.slice(0, MAX_ITEMS)) {
    result[clean(name)] =
      SECRET_NAME.test(name) && typeof item !== 'boolean' && typeof item !== 'number' && item !== undefined
        ? '***'
        : plain(item, clean, above)
  }
  return result
}

/** An error's own words are not enumerable; its causes and parts are errors as well. */
function namesOf(value: object): string[] {
  const names = Object.keys(value)
  if (!(value instanceof Error)) return names
  const told = ['name', 'message', 'code', 'stack', 'cause', 'errors'].filter((name) => name in value)
  return [...new Set([...told, ...names])]
}
