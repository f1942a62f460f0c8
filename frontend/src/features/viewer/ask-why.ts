// A media element says that it failed, never why. So we ask the address ourselves, for a single byte.
import type { ErrorCode } from '@gramreel/contracts/errors'
import type { LinkAnswer } from '@gramreel/contracts/links'
import { readErrorCode } from '../../shared/api.ts'
import type { Reason } from './problems.ts'
import { noteWait } from './telegram-wait.ts'

/** What the address of a stream answers to a request for its first byte. */
export type Probe =
  | { kind: 'healthy' }
  | { kind: 'slow' }
  | { kind: 'refused'; code: ErrorCode | undefined }
  | { kind: 'silent' }

/** Codes of MediaError (WHATWG HTML, 4.8.11.1); for a picture, which has none, `picture`. */
export type MediaFailure = 'aborted' | 'network' | 'decode' | 'unsupported' | 'picture'

const FAILURES: Record<number, MediaFailure> = { 1: 'aborted', 2: 'network', 3: 'decode', 4: 'unsupported' }

export const mediaFailure = (error: MediaError | null): MediaFailure =>
  FAILURES[error?.code ?? 4] ?? 'unsupported'

const PATIENCE_MS = 10_000

/** Asks a stream's address for one byte and hangs up as soon as the headers are there. */
export async function probeStream(url: string, signal: AbortSignal): Promise<Probe> {
  const hangUp = new AbortController()
  const outOfPatience = AbortSignal.timeout(PATIENCE_MS)
  try {
    const answer = await fetch(url, {
      headers: { range: 'bytes=0-0' },
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.any([signal, hangUp.signal, outOfPatience]),
    })
    if (answer.ok) return { kind: 'healthy' }
    const code = await readErrorCode(answer)
    if (code === 'telegram_wait') noteWait(answer.headers.get('retry-after'))
    return { kind: 'refused', code }
  } catch {
    signal.throwIfAborted()
    return { kind: outOfPatience.aborted ? 'slow' : 'silent' }
  } finally {
    hangUp.abort()
  }
}

/** Failure and probe together -> the reason to tell. Pure. */
export function explainFailure(failure: MediaFailure, probe: Probe, isOnline: boolean): Reason {
  if (probe.kind === 'silent') return isOnline ? 'worker_unreachable' : 'offline'
  if (probe.kind === 'refused') return probe.code ?? 'worker_unreachable'
  if (probe.kind === 'slow') return 'telegram_timeout'
  if (failure === 'decode') return 'damaged'
  if (failure === 'unsupported' || failure === 'picture') return 'codec_unknown'
  return 'interrupted'
}

/**
 * Why a link's media could not be shown. Direct links cannot be asked (the Bot API's files carry no CORS headers), so for
 * them the media element's own word must do.
 */
export async function askWhy(link: LinkAnswer, failure: MediaFailure, signal: AbortSignal): Promise<Reason> {
  if (link.kind === 'direct') return failure === 'decode' ? 'damaged' : 'not_handed_out'
  return explainFailure(failure, await probeStream(link.url, signal), navigator.onLine)
}

/**
 * Why a film waits so long; undefined when its address is in good health and only slow. Chromium does not tell: a page is not
 * to see JSON where it asked for media (Opaque Response Blocking, Fetch section 3.6), so an error answer in mid-film looks
 * like a dropped connection, and is asked for again and again, twice a second, without any event.
 */
export async function askWhyItWaits(link: LinkAnswer, signal: AbortSignal): Promise<Reason | undefined> {
  if (link.kind === 'direct') return Date.now() > Date.parse(link.expiresAt) ? 'link_expired' : undefined
  const probe = await probeStream(link.url, signal)
  if (probe.kind === 'healthy' || probe.kind === 'slow') return undefined
  return explainFailure('network', probe, navigator.onLine)
}

/** Reasons that go away by themselves, so that a film that is under way had better wait a little longer. */
const PASSING = new Set<Reason>([
  'busy',
  'starting',
  'telegram_wait',
  'telegram_timeout',
  'telegram_failed',
  'worker_unreachable',
  'offline',
  'internal',
])

export const passesByItself = (reason: Reason): boolean => PASSING.has(reason)

/** Reasons that a fresh link, or simply another try, may mend without anybody noticing; or which asking for one tells to all. */
export const mayPass = (reason: Reason): boolean =>
  reason === 'signed_out' ||
  reason === 'share_not_found' ||
  reason === 'share_locked' ||
  reason === 'link_expired' ||
  reason === 'link_invalid' ||
  reason === 'interrupted' ||
  reason === 'not_handed_out'
