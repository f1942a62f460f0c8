// An hour of night in one picture: every star has drawn its arc around the pole. Below, somebody is still awake.
import type { Shader } from '../canvas.ts'
import { glow, hex, mix, ramp, scale } from '../colour.ts'
import { crests, fractal, hash, noise, smoothstep } from '../noise.ts'

const POLE = { x: 0.4, y: 0.42 }
const RINGS = 0.0026
const ARC = 0.62

const sky = ramp([
  [0, '#070d26'],
  [0.45, '#122650'],
  [0.72, '#3a5482'],
  [0.86, '#b98f8f'],
])
const starColours = [hex('#cfe0ff'), hex('#ffffff'), hex('#ffe6c4'), hex('#ffc79a'), hex('#9fc2ff')]
const hut = { x: 0.2, ground: 0.866, wide: 0.075, tall: 0.04 }

function insideHut(x: number, y: number): boolean {
  const dx = x - hut.x
  const up = hut.ground - y
  if (up < -0.012) return false
  if (Math.abs(dx) < hut.wide / 2 && up < hut.tall) return true
  const roof = hut.tall + 0.036 * (1 - Math.abs(dx) / (hut.wide * 0.62))
  const chimney = Math.abs(dx - 0.018) < 0.005 && up < hut.tall + 0.042
  return (Math.abs(dx) < hut.wide * 0.62 && up < roof && up >= hut.tall - 0.002) || chimney
}

export function starTrails(): Shader {
  return (x, y) => {
    const ground = 0.86 + 0.02 * fractal(x * 2.4, 0.5, 5, 8) + 0.03 * smoothstep(0.3, 0.7, x)
    const hills = 0.87 - 0.15 * crests(x * 1.5 + 4, 0.5, 6, 19) * (0.4 + x)
    if (insideHut(x, y)) {
      const pane = Math.abs(x - hut.x + 0.012) < 0.0085 && Math.abs(hut.ground - y - 0.021) < 0.0085
      const cross = Math.abs(x - hut.x + 0.012) < 0.0011 || Math.abs(hut.ground - y - 0.021) < 0.0011
      return pane && !cross ? [1.5, 0.82, 0.3] : hex('#06080f')
    }
    const fromWindow = Math.hypot(x - hut.x + 0.012, (hut.ground - 0.021 - y) * 1.2)
    if (y > ground)
      return glow(
        hex('#05070d'),
        [0.55, 0.3, 0.1],
        0.5 * Math.exp(-fromWindow * 26) * smoothstep(0.86, 0.9, y),
      )
    if (y > hills) return mix(hex('#0d1830'), hex('#3a4a6b'), 0.6 * smoothstep(0.76, 0.9, y))
    let colour = sky(y)
    const dust = fractal(x * 2 + y * 2.5, (x - y) * 1.1, 5, 21)
    colour = glow(colour, [0.05, 0.045, 0.09], Math.max(0, dust + 0.25))
    const dx = x - POLE.x
    const dy = y - POLE.y
    const radius = Math.hypot(dx, dy)
    const angle = Math.atan2(dy, dx) + Math.PI
    const ring = Math.floor(radius / RINGS)
    const across = (radius / RINGS - ring - 0.5) / 0.27
    const turns = 2 * Math.PI
    // Outer rings hold more stars, as in the sky.
    const stars = 1 + Math.floor(hash(ring, 0, 3) * (0.8 + ring / 75))
    for (let star = 0; star < stars; star++) {
      const begin = hash(ring, star, 4) * turns
      const along = (angle - begin + turns) % turns
      if (along > ARC) continue
      const bright = 0.1 + 1.1 * hash(ring, star, 5) ** 3.5
      const ends = smoothstep(0, 0.02, along) * smoothstep(ARC, ARC - 0.02, along)
      const tint = starColours[Math.floor(hash(ring, star, 6) * 5)] ?? [1, 1, 1]
      const air = 1 - 0.75 * smoothstep(0.6, 0.87, y)
      colour = glow(colour, tint, bright * ends * Math.exp(-across * across) * air)
    }
    const smoke = Math.abs(x - hut.x - 0.018 - 0.02 * noise(y * 14, 2, 6) * (0.82 - y) * 12)
    const rising = smoothstep(0.64, 0.8, y) * (y < hut.ground - hut.tall - 0.04 ? 1 : 0)
    colour = glow(
      colour,
      [0.3, 0.3, 0.35],
      0.22 * rising * Math.exp(-((smoke / (0.004 + 0.06 * (0.8 - y))) ** 2)),
    )
    return scale(colour, 1)
  }
}
