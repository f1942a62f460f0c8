// Writes a body as fast as the other side takes it, with the troubles that a fault asks for.
import type { ServerResponse } from 'node:http'
import { pause, type Trouble } from './trouble.ts'

const SLICE_BYTES = 256 << 10

/** Part of a file, read when it is its turn. */
export type Body = { size: number; read(offset: number, length: number): Promise<Buffer> | Buffer }

/**
 * Writes the whole body and ends the response; headers must have been written. A body that cannot be completed ends with a
 * destroyed socket, never with a clean end.
 */
export async function writeBody(
  response: ServerResponse,
  body: Body,
  trouble: Trouble,
  signal: AbortSignal,
): Promise<void> {
  const { dropAfter, stallAfter, bytesPerSecond } = trouble
  const stops = [dropAfter, stallAfter?.bytes].filter((stop) => stop !== undefined)
  const sliceBytes = Math.max(Math.min(SLICE_BYTES, bytesPerSecond / 20), 1)
  response.flushHeaders()
  try {
    let at = 0
    for (;;) {
      if (at === dropAfter) throw new Error('a fault cut the answer')
      if (at === stallAfter?.bytes) await pause(stallAfter.seconds * 1000, signal)
      if (at >= body.size || signal.aborted) break
      const next = Math.min(at + Math.floor(sliceBytes), body.size, ...stops.filter((stop) => stop > at))
      await write(response, await body.read(at, next - at))
      await pause(((next - at) / bytesPerSecond) * 1000, signal)
      at = next
    }
    if (signal.aborted) response.destroy()
    else response.end()
  } catch {
    response.destroy()
  }
}

/** Settles when the bytes were handed to the system, which takes them as fast as the reader does. */
function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('the client has gone'))
    if (response.destroyed) return gone()
    response.once('close', gone)
    response.write(bytes, (error) => {
      response.removeListener('close', gone)
      if (error) reject(error)
      else resolve()
    })
  })
}
