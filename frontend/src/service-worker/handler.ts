// The service worker's one way of taking part: a list of these, asked in order. To add something (a page kept for offline
// reading, a film kept on this device), write a handler and put it into the list in sw.ts.

import type { PageMessage } from '../shared/service-worker-messages.ts'

export type Handler = (event: {
  request: Request
  /** Path of an address of this origin, without query. */
  path: string
  /** The page that asks; '' for none that is there yet. */
  client: string
  /** Tells that page. */
  tell: (message: PageMessage) => void
  /** For what goes on after the answer was given. */
  waitUntil: (work: Promise<unknown>) => void
}) => Promise<Response> | undefined

/** The first handler that says the request is its own; undefined: the browser does as if we were not there. */
export const firstOf =
  (handlers: readonly Handler[]): Handler =>
  (event) => {
    for (const handle of handlers) {
      const answer = handle(event)
      if (answer !== undefined) return answer
    }
    return undefined
  }
