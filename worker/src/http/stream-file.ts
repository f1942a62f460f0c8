// Slices to a response, at the viewer's pace. After the first byte there is no clean end but the full length: whatever goes
// wrong destroys the socket, and the player asks again for the rest.
import type { ServerResponse } from 'node:http'
import type { ChunkCache, ChunkFile } from '../chunks/chunk-cache.ts'
import { type ReadOptions, ReadWindow } from '../chunks/read-window.ts'
import type { MultipartPlan } from './multipart.ts'
import type { ByteRange } from './range-header.ts'

export type BodyPlan = { parts: ByteRange[]; multipart: MultipartPlan | undefined }

/** Bytes to be written, of memory that is shared: they must not be changed, and are released once they are on their way. */
export type Piece = { readonly bytes: Buffer; release(): void }

/** The bytes of an answer, in order. */
export class Body<F extends ChunkFile> {
  readonly #chunks: ChunkCache<F>
  readonly #file: F
  readonly #plan: BodyPlan
  readonly #options: ReadOptions
  #part = -1
  #window: ReadWindow<F> | undefined
  /** A part's first bytes, kept back until its opening has been written: nothing is sent before there are some. */
  #held: Piece | undefined
  #isClosed = false

  constructor(chunks: ChunkCache<F>, file: F, plan: BodyPlan, options: ReadOptions) {
    this.#chunks = chunks
    this.#file = file
    this.#plan = plan
    this.#options = options
  }

  /** The next piece, at once when it is at hand; undefined after the last. Rejects as ReadWindow does. */
  next(): Piece | undefined | Promise<Piece | undefined> {
    const held = this.#held
    this.#held = undefined
    if (held) return held
    const slice = this.#window?.next()
    if (!slice) return this.#beginPart()
    return slice instanceof Promise ? slice.then(pieceOf) : pieceOf(slice)
  }

  stall(): void {
    this.#window?.stall()
  }

  resume(): void {
    this.#window?.resume()
  }

  close(): void {
    this.#isClosed = true
    this.#window?.close()
    this.#held?.release()
    this.#held = undefined
  }

  async #beginPart(): Promise<Piece | undefined> {
    const { parts, multipart } = this.#plan
    this.#window?.close()
    this.#window = undefined
    const range = parts[++this.#part]
    if (!range) return this.#part === parts.length && multipart ? textPiece(multipart.closing) : undefined
    this.#window = new ReadWindow(this.#chunks, this.#file, range, this.#options)
    const slice = await this.#window.next()
    if (!slice) return undefined
    const first = pieceOf(slice)
    const opening = multipart?.openings[this.#part]
    if (!opening) return first
    if (this.#isClosed) first.release()
    else this.#held = first
    return textPiece(opening)
  }
}

function pieceOf({ bytes, segment }: { bytes: Buffer; segment: { release(): void } }): Piece {
  return { bytes, release: () => segment.release() }
}

function textPiece(bytes: Buffer): Piece {
  return { bytes, release: () => {} }
}

/** A viewer who takes nothing for so long stands still (a paused film, a full buffer): he gives up his share of memory. */
const STALL_MS = 2000

type SendOptions = {
  /** The viewer's. */
  signal: AbortSignal
  /** Called with the bytes about to be written; false ends it. */
  onSlice: (bytes: number) => boolean
}

/**
 * Writes `first` and all that follows, waiting whenever the viewer does not keep up. Closes the body.
 * Resolves when all is written; rejects when the source fails, the viewer leaves or the playback may not go on.
 */
export async function sendBody<F extends ChunkFile>(
  response: ServerResponse,
  first: Piece | undefined,
  body: Body<F>,
  { signal, onSlice }: SendOptions,
): Promise<void> {
  const outlet = new Outlet(response)
  try {
    for (let piece = first; piece;) {
      try {
        signal.throwIfAborted()
        if (!onSlice(piece.bytes.length)) throw new Error('this playback may not go on')
      } catch (error) {
        piece.release()
        throw error
      }
      if (!outlet.write(piece)) await outlet.drained(body)
      const next = body.next()
      piece = next instanceof Promise ? await next : next
    }
    response.end()
  } finally {
    body.close()
  }
}

/** Writes to a response and knows when the kernel has what was written: only then is its memory used for something else. */
class Outlet {
  readonly #response: ServerResponse
  /** Written, not yet with the kernel, in order. */
  readonly #pending: Piece[] = []
  #proceed: (() => void) | undefined

  constructor(response: ServerResponse) {
    this.#response = response
    response.on('drain', () => this.#proceed?.())
    response.once('close', () => {
      // Its socket is closed, or all is written: nothing reads these bytes any more.
      for (const piece of this.#pending.splice(0)) piece.release()
      this.#proceed?.()
    })
  }

  /** False when the viewer does not keep up. */
  write(piece: Piece): boolean {
    this.#pending.push(piece)
    return this.#response.write(piece.bytes, this.#written) && !this.#response.writableNeedDrain
  }

  /** Waits for the viewer; the caller looks whether he is still there. */
  async drained(body: { stall(): void; resume(): void }): Promise<void> {
    if (this.#response.closed) return
    const timer = setTimeout(() => body.stall(), STALL_MS)
    await new Promise<void>((resolve) => (this.#proceed = resolve))
    this.#proceed = undefined
    clearTimeout(timer)
    body.resume()
  }

  /** Writes complete in their order. */
  readonly #written = (): void => this.#pending.shift()?.release()
}

/** Aborted when the viewer is gone before the answer was complete. */
export function signalOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new Error('the viewer left'))
  })
  return controller.signal
}
