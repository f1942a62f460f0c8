// How somebody likes to watch, kept in this browser: speed, volume, captions. Nothing of it is anybody else's business.

export type Preferences = {
  speed: number
  /** 0 to 1. */
  volume: number
  isMuted: boolean
  /** Which captions: a language (BCP 47) or, where a film does not say it, a label; null for none. */
  captions: string | null
}

export const DEFAULTS: Preferences = { speed: 1, volume: 1, isMuted: false, captions: null }
export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const

const KEY = 'gramreel.player'

const isNumberIn = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && value >= least && value <= most

/** Text of the browser's storage -> preferences; whatever is not as it should be is as at first. */
export function parsePreferences(text: string | null): Preferences {
  let found: unknown
  try {
    found = JSON.parse(text ?? '{}')
  } catch {
    return DEFAULTS
  }
  if (typeof found !== 'object' || found === null) return DEFAULTS
  const [speed, volume, isMuted, captions] = (['speed', 'volume', 'isMuted', 'captions'] as const).map(
    (name): unknown => Reflect.get(found, name),
  )
  return {
    speed: isNumberIn(speed, 0.25, 2) ? speed : DEFAULTS.speed,
    volume: isNumberIn(volume, 0, 1) ? volume : DEFAULTS.volume,
    isMuted: isMuted === true,
    captions: typeof captions === 'string' ? captions.slice(0, 100) : null,
  }
}

/** A browser may refuse its storage (private windows, policies): then nothing is remembered. */
export function readPreferences(): Preferences {
  try {
    return parsePreferences(localStorage.getItem(KEY))
  } catch {
    return DEFAULTS
  }
}

export function keepPreferences(change: Partial<Preferences>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...readPreferences(), ...change }))
  } catch {
    // As above.
  }
}
