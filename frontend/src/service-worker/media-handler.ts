import { parseMediaAddress } from '../shared/media-address.ts'
import type { Handler } from './handler.ts'
import type { LinksInUse } from './links-in-use.ts'
import { none, ofPlayers } from './patience.ts'
import type { Wanted } from './stream-media.ts'

/**
 * Who may have media from us, as bytes of our own origin. Never a document, frame, script or style sheet: there the backend
 * leads to the worker, whose origin holds nothing to steal.
 */
const PLAYERS = new Set<RequestDestination>(['video', 'audio'])

type Parts = {
  stream: (wanted: Wanted) => Promise<Response>
  /** Ends what streams from this address when access is withdrawn. */
  withdrawn: (address: string) => AbortSignal
  inUse: Pick<LinksInUse, 'takes'>
}

/** Players seek by leaving: nobody reads this, and a rejection would be an error in the console. */
const NOBODY_THERE = { status: 499 }

export const mediaHandler =
  ({ stream, withdrawn, inUse }: Parts): Handler =>
  ({ request, path, client, tell }) => {
    const { destination, method, headers } = request
    const isPlayer = PLAYERS.has(destination)
    const isMine =
      method === 'GET' && (isPlayer || destination === '') && parseMediaAddress(path) !== undefined
    if (!isMine) return undefined
    const range = headers.get('range')
    const isBeginning = range === null || range.startsWith('bytes=0-')
    const wanted = {
      address: path,
      range,
      patience: isPlayer ? ofPlayers() : none,
      signal: AbortSignal.any([request.signal, withdrawn(path)]),
      onLink: (url: string, waitedMs: number) => {
        if (isPlayer && inUse.takes(client, path, url, isBeginning))
          tell({ type: 'renewed', address: path, waitedMs })
      },
    }
    return stream(wanted).catch((error: unknown) => {
      if (request.signal.aborted) return new Response(null, NOBODY_THERE)
      throw error
    })
  }
