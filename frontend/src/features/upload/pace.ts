/** Bytes a second over the last while, and so the time that is left. Pure. */
export type Pace = { bytes: number; at: number; perSecond: number | undefined }

const MEMORY_MS = 8000

export const startPace = (bytes: number, at: number): Pace => ({ bytes, at, perSecond: undefined })

/** More weight to what took longer, so that small steps do not make it jump. */
export function paced(pace: Pace, bytes: number, at: number): Pace {
  const ms = at - pace.at
  if (ms <= 0 || bytes <= pace.bytes) return { ...pace, bytes }
  const now = ((bytes - pace.bytes) * 1000) / ms
  const weight = Math.min(1, ms / MEMORY_MS)
  const perSecond = pace.perSecond === undefined ? now : pace.perSecond * (1 - weight) + now * weight
  return { bytes, at, perSecond }
}

export const secondsLeft = ({ bytes, perSecond }: Pace, size: number): number | undefined =>
  perSecond === undefined || perSecond === 0 ? undefined : (size - bytes) / perSecond
