import { bitsPerSecond, savesData } from './measured-speed.ts'
import { presentPlayback } from './present.ts'
import { warmingFor, type Conditions, type Warming } from './warm-policy.ts'

/** Battery Status API, which Chromium alone has. */
async function readBattery(): Promise<Conditions['battery']> {
  const getBattery: unknown = Reflect.get(navigator, 'getBattery')
  if (typeof getBattery !== 'function') return undefined
  const found: unknown = await Promise.resolve(getBattery.call(navigator)).catch(() => undefined)
  if (typeof found !== 'object' || found === null) return undefined
  const level: unknown = Reflect.get(found, 'level')
  return typeof level === 'number'
    ? { level, isCharging: Reflect.get(found, 'charging') === true }
    : undefined
}

/** What may be warmed here and now. */
export async function presentWarming(): Promise<Warming> {
  const playback = presentPlayback()
  return warmingFor({
    bitsPerSecond: bitsPerSecond(),
    savesData: savesData(),
    battery: await readBattery(),
    secondsAhead: playback?.secondsAhead,
    neededBitsPerSecond: playback?.bitsPerSecond,
  })
}

/** How much of a film may be loaded before play is pressed; where playing by itself is allowed, it changes nothing. */
export const presentPreload = (): Warming['preload'] =>
  warmingFor({
    bitsPerSecond: bitsPerSecond(),
    savesData: savesData(),
    battery: undefined,
    secondsAhead: undefined,
    neededBitsPerSecond: undefined,
  }).preload
