// One answer of a worker -> what to do about it. Pure.

export type Judgement =
  /** The bytes that were asked for. */
  | 'media'
  /** Another link may do: this one expired, was withdrawn, or its key is gone. */
  | 'stale'
  /** Trouble that goes away by itself. */
  | 'passing'
  /** It will be the same next time. */
  | 'final'

export type Head = { status: number; contentType: string | null }

const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])

/** A host shows a page of its own in place of a worker that sleeps, often with 200. No worker serves media as HTML. */
const isPage = (contentType: string | null): boolean =>
  /^(text\/html|application\/xhtml)/i.test(contentType ?? '')

/** `isPart`: a range was asked for, and so nothing but 206 is the answer. */
export function judgeAnswer({ status, contentType }: Head, isPart: boolean): Judgement {
  if (isPage(contentType)) return 'passing'
  if (status === (isPart ? 206 : 200)) return 'media'
  if (status === 401 || status === 403) return 'stale'
  return PASSING.has(status) ? 'passing' : 'final'
}

/** Retry-After in seconds (RFC 9110, section 10.2.3) -> ms; undefined for dates, which no worker of ours sends. */
export const retryAfterMs = (value: string | null): number | undefined =>
  value !== null && /^\d{1,4}$/.test(value) ? Number(value) * 1000 : undefined
