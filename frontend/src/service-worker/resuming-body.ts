// A body that outlives its connection: when one breaks, the rest is asked for, and the reader notices nothing but a pause.
// It is pulled, never pushed: a film that stands still reads nothing.
import type { Extent } from './read-range.ts'

type Source = {
  body: ReadableStream<Uint8Array>
  extent: Extent
  /** The rest, from this byte to the end of `extent`. Rejects when there is none to be had. */
  reopen: (first: number) => Promise<ReadableStream<Uint8Array>>
  signal: AbortSignal
}

/** A worker that gives nothing of a new answer so many times in a row is left alone: the player hears of it. */
const MAX_EMPTY = 3

export function resumingBody({ body, extent, reopen, signal }: Source): ReadableStream<Uint8Array> {
  let reader = body.getReader()
  let next = extent.first
  let empty = 0

  async function read(): Promise<Uint8Array | undefined> {
    for (;;) {
      try {
        const { value, done } = await reader.read()
        if (!done) return value
        if (next > extent.last) return undefined
        throw new Error(`the answer ended at byte ${next}`)
      } catch (error) {
        signal.throwIfAborted()
        if (++empty > MAX_EMPTY) throw error
        reader = (await reopen(next)).getReader()
      }
    }
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const bytes = await read()
        if (bytes === undefined) return controller.close()
        empty = 0
        next += bytes.length
        return controller.enqueue(bytes)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
