// Conditional requests, in the order of RFC 9110, section 13.2.2. Pure.
import { parseHttpDate } from './http-date.ts'

/** What the file is now. */
export type Validators = {
  /** Strong, with its quotes. */
  etag: string
  /** Seconds since 1970. */
  modifiedAt: number
}

/** Request headers by lower-case name. */
export type ConditionHeaders = Partial<
  Record<
    'if-match' | 'if-none-match' | 'if-modified-since' | 'if-unmodified-since' | 'if-range' | 'range',
    string | undefined
  >
>

/** `proceed` 200 or 206, `not-modified` 304, `failed` 412. */
export type Verdict = 'proceed' | 'not-modified' | 'failed'

/** Whether a GET or HEAD goes on. */
export function judgePreconditions(headers: ConditionHeaders, now: Validators): Verdict {
  const unmodifiedSince = date(headers['if-unmodified-since'])
  if (headers['if-match'] !== undefined) {
    if (!matches(headers['if-match'], now.etag, 'strong')) return 'failed'
  } else if (unmodifiedSince !== undefined && now.modifiedAt > unmodifiedSince) {
    return 'failed'
  }
  const modifiedSince = date(headers['if-modified-since'])
  if (headers['if-none-match'] !== undefined) {
    if (matches(headers['if-none-match'], now.etag, 'weak')) return 'not-modified'
  } else if (modifiedSince !== undefined && now.modifiedAt <= modifiedSince) {
    return 'not-modified'
  }
  return 'proceed'
}

/**
 * Whether the Range header counts (section 13.1.5). A weak tag never does. A date does when it equals Last-Modified: what a
 * Telegram document id names never changes, so our date is a strong validator (section 8.8.2.2).
 */
export function rangeApplies(headers: ConditionHeaders, now: Validators): boolean {
  const condition = headers['if-range']?.trim()
  if (condition === undefined) return true
  if (condition.startsWith('"') || /^w\/"/i.test(condition)) return condition === now.etag
  return date(condition) === now.modifiedAt
}

const ENTITY_TAGS = /^(?:[ \t]*(?:(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"[ \t]*)?(?:,|$))*$/
const ENTITY_TAG = /(W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g

function matches(header: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (header.trim() === '*') return true
  if (!ENTITY_TAGS.test(header)) return false
  for (const [, weak, tag] of header.matchAll(ENTITY_TAG)) {
    if (tag === etag && (comparison === 'weak' || !weak)) return true
  }
  return false
}

function date(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseHttpDate(text.trim())
}
