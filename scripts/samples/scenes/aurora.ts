// Curtains of light over a lake: each curtain is a wandering line from which rays rise and fade from green to violet.
import type { Shader } from '../canvas.ts'
import { glow, hex, mix, ramp, scale, type Rgb } from '../colour.ts'
import { crests, fractal, hash, noise, smoothstep } from '../noise.ts'

const SHORE = 0.74

const sky = ramp([
  [0, '#050a1c'],
  [0.45, '#0a1a34'],
  [0.74, '#1b3a4f'],
])
const curtainColour = ramp([
  [0, '#5cffb0'],
  [0.25, '#2fe6a0'],
  [0.42, '#2f9fd0'],
  [0.62, '#7c4fd8'],
  [1, '#c042b4'],
])
const stone = hex('#050b14')
const farStone = hex('#0d2030')

function stars(x: number, y: number, seconds: number): number {
  const cell = 0.014
  const ix = Math.floor(x / cell)
  const iy = Math.floor(y / cell)
  const rare = hash(ix, iy, 1)
  if (rare < 0.86) return 0
  const dx = x / cell - ix - 0.2 - 0.6 * hash(ix, iy, 2)
  const dy = y / cell - iy - 0.2 - 0.6 * hash(ix, iy, 3)
  const size = 0.05 + 0.09 * hash(ix, iy, 4) ** 4
  const twinkle = 0.75 + 0.25 * Math.sin(seconds * (1 + 3 * hash(ix, iy, 5)) + 6 * hash(ix, iy, 6))
  return Math.exp(-(dx * dx + dy * dy) / (size * size)) * (0.25 + 1.2 * hash(ix, iy, 7) ** 3) * twinkle
}

const curtains = [
  { y: 0.5, sway: 0.2, rays: 26, tall: 0.34, light: 0.95, seed: 3, drift: 0.05 },
  { y: 0.36, sway: 0.24, rays: 18, tall: 0.3, light: 0.6, seed: 11, drift: -0.035 },
  { y: 0.6, sway: 0.1, rays: 40, tall: 0.2, light: 0.5, seed: 23, drift: 0.06 },
]

type Column = {
  far: number
  near: number
  curtains: { foot: number; rays: number; tall: number; along: number }[]
}

const COLUMNS = 2400
const columns = new Map<number, Column>()
let columnsAt = Number.NaN

/** Everything that depends on x alone, kept for the moment: most of the work, shared by all pixels above each other. */
function columnAt(x: number, seconds: number): Column {
  if (seconds !== columnsAt) columns.clear()
  columnsAt = seconds
  const key = Math.round(x * COLUMNS)
  let column = columns.get(key)
  if (column === undefined) columns.set(key, (column = makeColumn(key / COLUMNS, seconds)))
  return column
}

function makeColumn(x: number, seconds: number): Column {
  const peaks = crests(x * 1.3 + 7, 0.5, 6, 41) * (0.55 + 0.45 * Math.cos((x - 0.2) * 2.2))
  return {
    far: SHORE - 0.02 - 0.26 * peaks,
    near: SHORE - 0.006 - 0.07 * Math.max(0, 0.25 + fractal(x * 1.8 + 2, 0.5, 5, 57)),
    curtains: curtains.map((c) => {
      const t = seconds * c.drift
      const wander = fractal(x * 1.25 + t, c.seed + t * 1.4, 3, c.seed)
      const wide = 0.65 * noise(x * c.rays + 4 * wander, seconds * 0.35, c.seed + 1)
      const fine = 0.3 * noise(x * c.rays * 3, seconds * 0.5 + 9, c.seed + 2)
      return {
        foot: c.y + c.sway * wander - 0.1 * (x - 0.9),
        rays: Math.max(0.08, 0.55 + wide + fine),
        tall: c.tall * (0.75 + 0.6 * noise(x * 3 - t, seconds * 0.12, c.seed + 3)),
        along: 0.35 + 0.85 * smoothstep(-0.35, 0.45, noise(x * 1.1 - t * 2, c.seed, c.seed + 4)),
      }
    }),
  }
}

function land(x: number, y: number, seconds: number): Rgb {
  const column = columnAt(x, seconds)
  if (y > column.near) return stone
  if (y > column.far) return mix(farStone, hex('#16384a'), smoothstep(column.far, SHORE, y) * 0.8)
  let colour = glow(sky(y), [0.9, 0.95, 1], stars(x, y, seconds))
  for (const [i, { foot, rays, tall, along }] of column.curtains.entries()) {
    const light = (curtains[i]?.light ?? 0) * along
    const up = foot - y
    const edge = smoothstep(-0.025, 0.015, up)
    if (edge > 0) {
      const fade = Math.exp(-Math.max(0, up) / (tall * 0.5))
      colour = glow(colour, curtainColour(up / tall / 1.3), light * edge * fade * rays)
    }
    colour = glow(colour, [0.02, 0.22, 0.13], light * 0.35 * Math.exp(-Math.abs(up) * 6))
  }
  return colour
}

/** `from`: where along the shore we look, in picture heights. */
export function aurora(from = 0): Shader {
  return (across, y, seconds) => {
    const x = across + from
    if (y < SHORE) return land(x, y, seconds)
    // The lake mirrors what is above; ripples pull the picture apart, more so towards us.
    const below = y - SHORE
    const near = below / (1 - SHORE)
    const ripple = noise(x * 9 + seconds * 0.12, 30 / (below + 0.07) + seconds * 0.5, 71)
    const fine = noise(x * 26 - seconds * 0.2, 90 / (below + 0.07) - seconds * 0.7, 72)
    const mirrored = SHORE - below * 1.35 + (ripple * 0.03 + fine * 0.012) * (0.25 + near)
    const seen = land(x + fine * 0.006 * near, Math.max(0.001, Math.min(SHORE, mirrored)), seconds)
    const dim = 0.72 - 0.34 * near + 0.1 * ripple
    return glow(scale(seen, dim), [0.004, 0.012, 0.02], 1)
  }
}
