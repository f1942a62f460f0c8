// A player reduced to its buffer: reads while it holds less than some seconds of film, starts when it holds two, and stops
// (rebuffers) when it has none.
import { Download } from './download.ts'

/** 4.5 Mbit/s: a good film in 1080p. */
export const BYTES_PER_SECOND = 4_500_000 / 8
const BUFFER_SECONDS = 10
const START_SECONDS = 2
const TICK_MS = 40

export type Played = {
  /** Until the picture first moved; Infinity: it never did. */
  startMs: number
  rebuffered: number
  /** What it held at the end. */
  bufferedSeconds: number
  problem?: string
}

/** Plays a film from byte `start` for so many seconds. */
export async function play(url: string, start: number, seconds: number): Promise<Played> {
  const began = performance.now()
  const limit = BUFFER_SECONDS * BYTES_PER_SECOND
  let consumed = 0
  let isPlaying = false
  let startMs = Infinity
  let rebuffered = 0
  let last = began
  const held = (): number => download.bytes - consumed
  const download = new Download({ url, start }, () => held() < limit)
  const timer = setInterval(() => {
    const now = performance.now()
    const wanted = isPlaying ? ((now - last) / 1000) * BYTES_PER_SECOND : 0
    last = now
    if (wanted > held()) {
      rebuffered++
      isPlaying = false
    } else consumed += wanted
    if (!isPlaying && held() >= START_SECONDS * BYTES_PER_SECOND) {
      isPlaying = true
      startMs = Math.min(startMs, now - began)
    }
    if (held() < limit) download.resume()
  }, TICK_MS)
  const end = setTimeout(() => download.hangUp(), seconds * 1000)
  const { problem } = await download.done
  clearInterval(timer)
  clearTimeout(end)
  return {
    startMs,
    rebuffered,
    bufferedSeconds: held() / BYTES_PER_SECOND,
    ...(problem !== undefined && { problem }),
  }
}
