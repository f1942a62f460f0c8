// `/v/{id}`: the media of an item, by whatever link is good at the moment. The player has one address that stays good, and sees
// neither expiry, nor another worker, nor trouble that passes.
import type { Head } from './judge-answer.ts'
import { judgeAnswer, retryAfterMs } from './judge-answer.ts'
import { LinkRefused, type Link, type LinkMemory } from './link-memory.ts'
import type { Patience } from './patience.ts'
import { extentOf, rangeText } from './read-range.ts'
import { resumingBody } from './resuming-body.ts'

export type Wanted = {
  address: string
  /** The player's Range. */
  range: string | null
  patience: Patience
  signal: AbortSignal
}

export type StreamParts = {
  links: Pick<LinkMemory, 'get' | 'renew'>
  /** As fetch. */
  fetchLink: (url: string, init: RequestInit) => Promise<Response>
  pause: (ms: number, signal: AbortSignal) => Promise<void>
  now?: () => number
}

const headOf = ({ status, headers }: Response): Head => ({ status, contentType: headers.get('content-type') })

/** Of the worker's headers, what a player needs; they are what CORS lets us see (see worker/src/http/cors.ts). */
const PASSED_ON = [
  'accept-ranges',
  'cache-control',
  'content-length',
  'content-range',
  'content-type',
  'etag',
  'last-modified',
]

function headersOf(answer: Response): Headers {
  // The media are a stranger's, and stand on our origin here.
  const headers = new Headers({ 'x-content-type-options': 'nosniff' })
  for (const name of PASSED_ON) {
    const value = answer.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  return headers
}

export function createMediaStream({ links, fetchLink, pause, now = Date.now }: StreamParts) {
  /** One answer, good or final, of whichever link does. Rejects when no answer came at all. */
  async function ask({ address, range, patience, signal }: Wanted): Promise<Response> {
    const began = now()
    let link: Link | undefined
    let isRenewed = false
    for (let turn = 0; ; turn++) {
      let answer: Response | undefined
      let trouble: unknown
      try {
        link ??= await links.get(address)
        if (link.kind === 'direct') return Response.redirect(link.url)
        answer = await fetchLink(link.url, {
          headers: range === null ? {} : { range },
          signal,
        })
        const judgement = judgeAnswer(headOf(answer), range !== null)
        if (judgement === 'media' || judgement === 'final') return answer
        if (judgement === 'stale') {
          if (isRenewed) return answer
          isRenewed = true
          void answer.body?.cancel()
          link = await links.renew(address, link)
          continue
        }
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof LinkRefused) return error.answer.clone()
        trouble = error
      }
      const wait = patience.next(
        turn,
        now() - began,
        retryAfterMs(answer?.headers.get('retry-after') ?? null),
      )
      if (wait === undefined) {
        if (answer === undefined) throw trouble
        return answer
      }
      void answer?.body?.cancel()
      await pause(wait, signal)
    }
  }

  /** The bytes wanted, as a body that goes on over broken connections; or what there is instead, with its status. */
  return async (wanted: Wanted): Promise<Response> => {
    const answer = await ask(wanted)
    const extent = extentOf(answer)
    const isMedia = judgeAnswer(headOf(answer), wanted.range !== null) === 'media'
    if (!isMedia || answer.body === null || extent === undefined) return answer
    const body = resumingBody({
      body: answer.body,
      extent,
      signal: wanted.signal,
      async reopen(first) {
        const again = await ask({ ...wanted, range: rangeText({ ...extent, first }) })
        const isSame =
          again.status === 206 &&
          again.headers.get('etag') === answer.headers.get('etag') &&
          extentOf(again)?.first === first
        if (isSame && again.body !== null) return again.body
        void again.body?.cancel()
        throw new Error(`no more of it: ${again.status}`)
      },
    })
    // A new answer, not the worker's own: players hold on to the origin of the first one, and the next link may be of another worker.
    return new Response(body, { status: answer.status, headers: headersOf(answer) })
  }
}
