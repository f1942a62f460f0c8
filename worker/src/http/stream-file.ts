// Slices to a response, at the viewer's pace. After the first byte there is no clean end but the full length: whatever goes
// wrong destroys the socket, and the player asks again for the rest.
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { readSlices } from '../chunks/read-window.ts'
import type { ChunkCache, ChunkFile } from '../chunks/chunk-cache.ts'
import type { Readers } from '../chunks/read-window.ts'
import type { MultipartPlan } from './multipart.ts'
import type { ByteRange } from './range-header.ts'

export type BodyPlan = { parts: ByteRange[]; multipart: MultipartPlan | undefined }

/** The bytes of an answer, in order. */
export async function* readBody<F extends ChunkFile>(
  chunks: ChunkCache<F>,
  file: F,
  { parts, multipart }: BodyPlan,
  options: { signal: AbortSignal; readers: Readers },
): AsyncGenerator<Buffer, void, void> {
  for (const [i, part] of parts.entries()) {
    // Sent together with the part's first bytes, so that nothing is sent before there are some.
    let opening = multipart?.openings[i]
    for await (const slice of readSlices(chunks, file, part, options)) {
      yield opening ? Buffer.concat([opening, slice]) : slice
      opening = undefined
    }
  }
  if (multipart) yield multipart.closing
}

/**
 * Writes `first` and all that follows, waiting whenever the viewer does not keep up. `onSlice` may end it by answering false.
 * Resolves when all is written; rejects when the source fails, the viewer leaves (the signal) or the playback may not go on.
 */
export async function sendBody(
  response: ServerResponse,
  first: Buffer,
  rest: AsyncIterable<Buffer>,
  { signal, onSlice }: { signal: AbortSignal; onSlice: (bytes: number) => boolean },
): Promise<void> {
  await write(response, first, signal, onSlice)
  for await (const slice of rest) await write(response, slice, signal, onSlice)
  response.end()
}

async function write(
  response: ServerResponse,
  slice: Buffer,
  signal: AbortSignal,
  onSlice: (bytes: number) => boolean,
): Promise<void> {
  signal.throwIfAborted()
  if (!onSlice(slice.length)) throw new Error('this playback may not go on')
  if (!response.write(slice) || response.writableNeedDrain) await once(response, 'drain', { signal })
}

/** Aborted when the viewer is gone before the answer was complete. */
export function signalOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new Error('the viewer left'))
  })
  return controller.signal
}
