// Colours are linear light, so that glows add up and haze mixes as in air; they meet the sRGB curve only on the way out.

/** Linear red, green, blue; 1 is paper white, more is brighter than that. */
export type Rgb = readonly [number, number, number]

const toLinear = (value: number): number =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4

/** "#rrggbb" as people write colours. */
export function hex(text: string): Rgb {
  const number = Number.parseInt(text.slice(1), 16)
  return [
    toLinear((number >> 16) / 255),
    toLinear(((number >> 8) & 255) / 255),
    toLinear((number & 255) / 255),
  ]
}

export const mix = (a: Rgb, b: Rgb, t: number): Rgb => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
]

/** `a` with `amount` of the light `b` on top. */
export const glow = (a: Rgb, b: Rgb, amount: number): Rgb => [
  a[0] + b[0] * amount,
  a[1] + b[1] * amount,
  a[2] + b[2] * amount,
]

export const scale = (a: Rgb, amount: number): Rgb => [a[0] * amount, a[1] * amount, a[2] * amount]

// Blends between stops look even only in a perceptual space: https://bottosson.github.io/posts/oklab/
function toOklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function fromOklab([L, a, b]: Rgb): Rgb {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    Math.max(0, 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    Math.max(0, -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    Math.max(0, -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

const RAMP_STEPS = 1024

/** A gradient through stops `[position, colour]`, positions growing; clamped outside. Looked up, since skies ask often. */
export function ramp(stops: readonly (readonly [number, string])[]): (t: number) => Rgb {
  const first = stops[0]?.[0] ?? 0
  const last = stops.at(-1)?.[0] ?? 1
  const table: Rgb[] = []
  for (let step = 0; step <= RAMP_STEPS; step++) {
    const t = first + ((last - first) * step) / RAMP_STEPS
    const next = Math.max(
      1,
      stops.findIndex(([position]) => position >= t),
    )
    const [from, colour] = stops[next - 1] ?? [0, '#000000']
    const [to, nextColour] = stops[next] ?? [1, '#ffffff']
    table.push(fromOklab(mix(toOklab(hex(colour)), toOklab(hex(nextColour)), (t - from) / (to - from))))
  }
  return (t) => {
    const step = Math.round(((t - first) / (last - first)) * RAMP_STEPS)
    return table[Math.min(RAMP_STEPS, Math.max(0, step))] ?? [0, 0, 0]
  }
}

/** Light to a byte: highlights roll off softly above 0.8 instead of clipping, then the sRGB curve. */
export function toByte(light: number): number {
  const soft = light <= 0.8 ? light : 0.8 + 0.2 * (1 - Math.exp(-(light - 0.8) / 0.2))
  const value = soft <= 0.0031308 ? soft * 12.92 : 1.055 * soft ** (1 / 2.4) - 0.055
  return value * 255
}
