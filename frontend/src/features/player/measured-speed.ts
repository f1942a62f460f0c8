// How quick the line to this browser is, by what was loaded over it. Kept for the page, whoever measured.

let measured: number | undefined

/** The newest measure counts a third: one stall is no slow line, one hit in a cache no quick one. */
const SHARE_OF_NEW = 1 / 3
/** Less tells more of the delay than of the line. */
const LEAST_BYTES = 200_000

/** So many bytes came in so many milliseconds. */
export function noteLoaded(bytes: number, milliseconds: number): void {
  if (bytes < LEAST_BYTES || milliseconds <= 0) return
  const bits = (bytes * 8000) / milliseconds
  measured = measured === undefined ? bits : measured * (1 - SHARE_OF_NEW) + bits * SHARE_OF_NEW
}

export const forgetSpeed = (): void => {
  measured = undefined
}

type Connection = { downlink?: unknown; saveData?: unknown }

/** Network Information API, which Chromium alone has. */
function connection(): Connection {
  const found: unknown = Reflect.get(globalThis.navigator ?? {}, 'connection')
  return typeof found === 'object' && found !== null ? found : {}
}

/** Bits per second; undefined while nobody knows. The browser's guess is at most 10 Mbit/s, and counts until we measured. */
export function bitsPerSecond(): number | undefined {
  if (measured !== undefined) return measured
  const { downlink } = connection()
  return typeof downlink === 'number' && downlink > 0 ? downlink * 1_000_000 : undefined
}

export const savesData = (): boolean => connection().saveData === true
