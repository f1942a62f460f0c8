import type { Chapter } from '@gramreel/contracts/details'

/** What a file says of itself. */
export type Facts = {
  /** Seconds since 1970. */
  takenAt?: number | undefined
  /** Pixels, as it is shown: turned as the camera says. */
  width?: number | undefined
  height?: number | undefined
  durationSeconds?: number | undefined
  /** Maker and model of what took it. */
  camera?: string | undefined
  /** RFC 6381. */
  codecs?: string | undefined
  chapters?: Chapter[] | undefined
}

const EARLIEST = Date.UTC(1900, 0, 1) / 1000
const DAY = 86_400

/** Cameras without a battery say 1904, 1970 or nothing; some say the future. */
export const plausibleTime = (seconds: number, now = Date.now() / 1000): number | undefined =>
  Number.isFinite(seconds) && seconds > EARLIEST + DAY && seconds !== 0 && seconds < now + DAY
    ? Math.floor(seconds)
    : undefined

export const plausibleSide = (pixels: unknown): number | undefined =>
  typeof pixels === 'number' && Number.isInteger(pixels) && pixels > 0 && pixels < 1_000_000
    ? pixels
    : undefined
