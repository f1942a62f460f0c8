// How much may be fetched for what somebody may want next. Pure; viewer and player act on it.

export type Conditions = {
  /** Bits per second that were measured here, or that the browser guesses; undefined while nobody knows. */
  bitsPerSecond: number | undefined
  /** The reader asks for few data (a browser's or phone's setting). */
  savesData: boolean
  /** Of a device that says so: 0 to 1, and whether it is being charged. */
  battery: { level: number; isCharging: boolean } | undefined
  /** Seconds loaded beyond what is playing; undefined where nothing plays. */
  secondsAhead: number | undefined
  /** Bits per second that what is playing needs; undefined where nobody knows. */
  neededBitsPerSecond: number | undefined
}

/**
 * What may be warmed. `link`: only its address is asked for; `head`: its beginning and end wait at its worker as well, which
 * costs this browser nothing; `frame`: a film is loaded here as far as its first frame. `photos`: so many neighbouring photos
 * are loaded here.
 */
export type Warming = {
  next: 'nothing' | 'link' | 'head' | 'frame'
  photos: 0 | 1 | 2
  preload: 'none' | 'metadata' | 'auto'
}

const NOTHING: Warming = { next: 'nothing', photos: 0, preload: 'metadata' }

/** Less than this ahead, and a film needs the line for itself. */
const SAFE_SECONDS = 15
const LOW_BATTERY = 0.2
const SLOW_BITS = 1_500_000
const QUICK_BITS = 10_000_000

export function warmingFor(conditions: Conditions): Warming {
  const { bitsPerSecond, savesData, battery, secondsAhead, neededBitsPerSecond } = conditions
  if (savesData) return { ...NOTHING, preload: 'none' }
  if (secondsAhead !== undefined && secondsAhead < SAFE_SECONDS) return NOTHING
  const isTired = battery !== undefined && !battery.isCharging && battery.level < LOW_BATTERY
  if (isTired) return { next: 'link', photos: 1, preload: 'metadata' }
  if (bitsPerSecond === undefined) return { next: 'head', photos: 1, preload: 'metadata' }
  const isTight = neededBitsPerSecond !== undefined && bitsPerSecond < neededBitsPerSecond * 1.5
  if (bitsPerSecond < SLOW_BITS || isTight) return { next: 'link', photos: 1, preload: 'metadata' }
  return bitsPerSecond < QUICK_BITS
    ? { next: 'head', photos: 2, preload: 'metadata' }
    : { next: 'frame', photos: 2, preload: 'auto' }
}
