import { parseMediaAddress } from '../shared/media-address.ts'
import type { Handler } from './handler.ts'
import { none, ofPlayers } from './patience.ts'
import type { Wanted } from './stream-media.ts'

/**
 * Who may have media from us, as bytes of our own origin. Never a document, frame, script or style sheet: there the backend
 * leads to the worker, whose origin holds nothing to steal.
 */
const PLAYERS = new Set<RequestDestination>(['video', 'audio'])

type Parts = {
  stream: (wanted: Wanted) => Promise<Response>
  /** Ends what streams when access is withdrawn; called for each request. */
  withdrawn: (address: string) => AbortSignal
}

export const mediaHandler =
  ({ stream, withdrawn }: Parts): Handler =>
  ({ request, path }) => {
    const { destination, method, headers } = request
    const isPlayer = PLAYERS.has(destination)
    const isMine =
      method === 'GET' && (isPlayer || destination === '') && parseMediaAddress(path) !== undefined
    if (!isMine) return undefined
    return stream({
      address: path,
      range: headers.get('range'),
      patience: isPlayer ? ofPlayers() : none,
      signal: AbortSignal.any([request.signal, withdrawn(path)]),
    })
  }
