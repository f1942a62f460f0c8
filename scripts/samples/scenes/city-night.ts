// A city across the water: three rows of houses, windows lit by chance, and everything once more in the river.
import type { Shader } from '../canvas.ts'
import { glow, hex, mix, ramp, scale, type Rgb } from '../colour.ts'
import { fractal, hash, noise, smoothstep } from '../noise.ts'

const QUAY = 0.7
const MOON = { x: 0.46, y: 0.15 }

const sky = ramp([
  [0, '#0a0f2a'],
  [0.3, '#1d1f4f'],
  [0.52, '#5a3470'],
  [0.66, '#c05a72'],
  [0.72, '#f29a6d'],
])
const windowLights = [hex('#ffd08a'), hex('#ffe7bf'), hex('#ffb35e'), hex('#bfe2ff')]

const rows = [
  { wide: 0.05, low: 0.1, high: 0.2, colour: hex('#54376b'), lit: 0, seed: 5 },
  { wide: 0.062, low: 0.12, high: 0.34, colour: hex('#2a2350'), lit: 0.34, seed: 61 },
  { wide: 0.085, low: 0.05, high: 0.22, colour: hex('#12122e'), lit: 0.42, seed: 33 },
]

function house(x: number, y: number, row: (typeof rows)[number]): Rgb | undefined {
  const index = Math.floor(x / row.wide + row.seed)
  const inside = (x / row.wide + row.seed - index) * row.wide
  const middle = (index + 0.5 - row.seed) * row.wide
  const centre = Math.exp(-(((middle - 0.36) / 0.3) ** 2))
  const height = row.low + (row.high - row.low) * hash(index, 1, row.seed) * (0.35 + 0.85 * centre)
  const up = QUAY - y
  const gap = row.wide * (0.02 + 0.12 * hash(index, 2, row.seed))
  const stepped = hash(index, 3, row.seed) > 0.5 && (inside < gap * 3.5 || inside > row.wide - gap * 3.5)
  const top = height - (stepped ? 0.022 : 0)
  const mast = hash(index, 4, row.seed) > 0.7 && Math.abs(inside - row.wide / 2) < 0.0011 ? 0.045 : 0
  if (inside < gap && up > height * 0.6) return undefined
  if (up > top + mast) return undefined
  if (up > top) return row.colour
  let colour = mix(row.colour, hex('#a0566f'), 0.3 * smoothstep(0.12, 0, up))
  const pane = 0.0095
  const wx = Math.floor(inside / pane)
  const wy = Math.floor(up / (pane * 1.35))
  const fx = inside / pane - wx
  const fy = up / (pane * 1.35) - wy
  const framed = fx > 0.24 && fx < 0.8 && fy > 0.25 && fy < 0.78 && up < top - 0.008 && up > 0.012
  if (framed && hash(wx + index * 37, wy, row.seed + 7) < row.lit * (0.5 + 0.9 * hash(index, 9, row.seed))) {
    const light = windowLights[Math.floor(hash(wx + index * 91, wy, row.seed + 8) ** 2 * 4)] ?? [1, 1, 1]
    colour = scale(light, 0.5 + 0.65 * hash(wx, wy + index, row.seed + 9))
  }
  return colour
}

function above(x: number, y: number): Rgb {
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i]
    const colour = row && house(x, y, row)
    if (colour) return colour
  }
  let colour = sky(y)
  const away = Math.hypot(x - MOON.x, y - MOON.y)
  const craters = 0.82 + 0.25 * fractal(x * 40, y * 40, 3, 3)
  colour = glow(colour, [0.85, 0.8, 0.72], 0.16 * Math.exp(-away * 14))
  colour = mix(colour, scale([1, 0.95, 0.86], craters), smoothstep(0.0505, 0.0485, away))
  const sx = Math.floor(x * 70)
  const sy = Math.floor(y * 70)
  if (hash(sx, sy, 2) > 0.93) {
    const apart = Math.hypot(x * 70 - sx - 0.5, y * 70 - sy - 0.5)
    const size = 0.045 + 0.05 * hash(sx, sy, 3)
    colour = glow(
      colour,
      [1, 1, 1],
      Math.exp(-((apart / size) ** 2)) * hash(sx, sy, 4) * smoothstep(0.5, 0.1, y),
    )
  }
  const cloud = fractal(x * 2.2, y * 9, 5, 12)
  return mix(colour, hex('#d8798a'), 0.4 * smoothstep(0.1, 0.7, cloud) * smoothstep(0.12, 0.6, y))
}

export function cityNight(): Shader {
  return (x, y) => {
    if (y < QUAY) return above(x, y)
    const below = y - QUAY
    if (below < 0.006) return hex('#0b0b1e')
    // Long ripples smear the lights downwards, as water does.
    const wave = noise(x * 7, 16 / (below + 0.05), 4) + 0.6 * noise(x * 19, 46 / (below + 0.05), 5)
    const mirrored = QUAY - below * 1.05 - wave * (0.014 + 0.11 * below)
    let colour: Rgb = [0, 0, 0]
    for (let i = 0; i < 4; i++) {
      const smear = (i / 3 - 0.5) * (0.01 + 0.1 * below)
      colour = glow(
        colour,
        above(x + wave * 0.008, Math.min(QUAY - 0.004, Math.max(0, mirrored + smear))),
        0.25,
      )
    }
    return mix(scale(colour, 0.85 - 0.5 * below), hex('#0a1030'), 0.22 + 0.5 * below)
  }
}
