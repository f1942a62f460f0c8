// Plays as Chromium does (PROMISES.md, Players): an open range from the start, cut when the index turns out to be at the end; the
// tail; then from where it was, to the end. A socket that drops is resumed by a new range from where it stood; one error status
// ends the playback for good.
import { view } from './viewer.ts'

export type Played = {
  /** Of every answer, in order. */
  statuses: number[]
  /** Answers that were cut by the worker. */
  drops: number
  wrongAt: number | undefined
  /** Where it stood when it ended: the file's size when all is well. */
  position: number
}

const HEAD = 64 * 1024
const MOST_DROPS = 60

/** `onPlaying` comes with the first success, and again as it goes on, with how far it is. */
export async function play(
  link: string,
  { size }: { size: number },
  onPlaying: (position: number) => Promise<void> | void = () => {},
): Promise<Played> {
  const played: Played = { statuses: [], drops: 0, wrongAt: undefined, position: 0 }

  /** True: the answer ended, by its length or by our leaving. */
  async function read(start: number, leaveAfter = Infinity): Promise<boolean> {
    const leaving = new AbortController()
    let received = 0
    try {
      const viewing = await view(link, {
        start,
        signal: leaving.signal,
        limitMs: 90_000,
        onBytes: async (bytes) => {
          received = bytes
          await onPlaying(start + bytes)
          if (bytes >= leaveAfter) leaving.abort()
        },
      })
      played.statuses.push(viewing.status)
      played.wrongAt ??= viewing.wrongAt
      played.position = start + received
      return viewing.isComplete || leaving.signal.aborted
    } catch (error) {
      if (error instanceof Error && error.message.includes('hangs')) throw error
      // No answer at all: the socket dropped before the head. As good as any other drop.
      played.position = start
      return false
    }
  }

  const isOver = () =>
    played.wrongAt !== undefined ||
    played.drops > MOST_DROPS ||
    played.statuses.some((status) => status >= 400)

  await read(0, HEAD)
  const head = played.position
  await read(Math.max(0, size - HEAD))
  played.position = head
  while (!isOver() && played.position < size) {
    if (!(await read(played.position))) played.drops++
  }
  return played
}
