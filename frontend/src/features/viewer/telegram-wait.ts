// How long Telegram asked us to wait, as the worker said it last (RFC 9110, section 10.2.3).

let until = 0

/** `retryAfter`: the header, in seconds. */
export function noteWait(retryAfter: string | null, now = Date.now()): void {
  const seconds = Number(retryAfter ?? Number.NaN)
  until = Number.isFinite(seconds) && seconds > 0 ? now + seconds * 1000 : 0
}

/** Milliseconds that are left of it; undefined where nobody said, or it is over. */
export const waitLeft = (now = Date.now()): number | undefined => (until > now ? until - now : undefined)
