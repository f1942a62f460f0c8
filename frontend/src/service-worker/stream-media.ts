// `/v/{id}`: the media of an item, by whatever link is good at the moment. The player has one address that stays good, and sees
// neither expiry, nor another worker, nor trouble that passes before the first byte. A body that breaks is left to it: Chromium
// and Firefox then ask for the rest by themselves, without a word (as they do when a service worker is ended in mid-film).
import { judgeAnswer, retryAfterMs, type Judgement } from './judge-answer.ts'
import { LinkRefused, type Link, type LinkMemory } from './link-memory.ts'
import type { Patience } from './patience.ts'

export type Wanted = {
  address: string
  /** The player's Range. */
  range: string | null
  patience: Patience
  signal: AbortSignal
  /** Its bytes come by this link, for which it stood still so long. */
  onLink?: (url: string, waitedMs: number) => void
}

export type StreamParts = {
  links: Pick<LinkMemory, 'get' | 'renew'>
  /** As fetch. */
  fetchLink: (url: string, init: RequestInit) => Promise<Response>
  pause: (ms: number, signal: AbortSignal) => Promise<void>
  now?: () => number
}

/** One try: an answer by this link and what to think of it, or the trouble in its place. */
type Try =
  | { judgement: Judgement; answer: Response; link: Link; linkMs: number }
  | { judgement: 'silent'; trouble: unknown }

/** Of the worker's headers, what a player needs, and whoever asks how long to wait; CORS lets us see them (see worker/src/http/cors.ts). */
const PASSED_ON = [
  'accept-ranges',
  'cache-control',
  'content-length',
  'content-range',
  'content-type',
  'etag',
  'last-modified',
  'retry-after',
]

/**
 * An answer of our own with the worker's status, headers and body. Not the worker's itself: players hold on to the origin that
 * the first answer came from, and the next link may be another worker's.
 */
function handOn(answer: Response): Response {
  // What is in it is a stranger's, and stands on our origin here.
  const headers = new Headers({ 'x-content-type-options': 'nosniff' })
  for (const name of PASSED_ON) {
    const value = answer.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  return new Response(answer.body, { status: answer.status, headers })
}

/** What is said when patience is at its end. A host's page in place of a sleeping worker is nothing to hand to a player. */
const giveUp = (answer: Response): Response =>
  answer.status < 400 ? new Response(null, { status: 502 }) : handOn(answer)

export function createMediaStream({ links, fetchLink, pause, now = Date.now }: StreamParts) {
  async function attempt({ address, range, signal }: Wanted, stale: Link | undefined): Promise<Try> {
    const asked = now()
    try {
      const link = await (stale === undefined ? links.get(address) : links.renew(address, stale))
      const linkMs = now() - asked
      if (link.kind === 'direct')
        return { judgement: 'final', answer: Response.redirect(link.url), link, linkMs }
      const answer = await fetchLink(link.url, { headers: range === null ? {} : { range }, signal })
      const head = { status: answer.status, contentType: answer.headers.get('content-type') }
      return { judgement: judgeAnswer(head, range !== null), answer, link, linkMs }
    } catch (trouble) {
      signal.throwIfAborted()
      if (trouble instanceof LinkRefused) throw trouble
      return { judgement: 'silent', trouble }
    }
  }

  async function ask(wanted: Wanted): Promise<Response> {
    const began = now()
    let stale: Link | undefined
    let waitedMs = 0
    for (let turn = 0; ; turn++) {
      const tried = now()
      const found = await attempt(wanted, stale)
      if (found.judgement !== 'silent') waitedMs += found.linkMs
      if (found.judgement === 'media') wanted.onLink?.(found.link.url, waitedMs)
      if (found.judgement === 'stale' && stale === undefined) {
        // What the old one took is lost as well.
        waitedMs = now() - tried
        stale = found.link
        void found.answer.body?.cancel()
        continue
      }
      const isSilent = found.judgement === 'silent'
      if (!isSilent && found.judgement !== 'passing')
        return found.link.kind === 'direct' ? found.answer : handOn(found.answer)
      const askedMs = isSilent ? undefined : retryAfterMs(found.answer.headers.get('retry-after'))
      const delay = wanted.patience.next(turn, now() - began, askedMs)
      if (delay === undefined) {
        if (isSilent) throw found.trouble
        return giveUp(found.answer)
      }
      if (!isSilent) void found.answer.body?.cancel()
      await pause(delay, wanted.signal)
    }
  }

  /** Rejects with the last trouble when no answer came within the patience, or with the signal's reason. */
  return async (wanted: Wanted): Promise<Response> => {
    try {
      return await ask(wanted)
    } catch (error) {
      // Its own words, for the page that asks why.
      if (error instanceof LinkRefused) return error.answer.clone()
      throw error
    }
  }
}
