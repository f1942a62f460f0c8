// Rain on a window: the street is a cloth of soft discs, and every drop is a lens that shows it upside down.
import { createCanvas, type Canvas, type Shader } from '../canvas.ts'
import { hex, mix, ramp, scale, type Rgb } from '../colour.ts'
import { fractal, hash, smoothstep } from '../noise.ts'

type Lamp = { x: number; y: number; radius: number; speed: number; colour: Rgb; light: number }

const WIDE = 0.5625
const lampColours = [
  '#ffb765',
  '#ff8a4d',
  '#ffd9a0',
  '#ffc27a',
  '#ffe2b5',
  '#8fc9ff',
  '#ff5d5d',
  '#ffb058',
  '#8fe0d0',
].map(hex)

const lamps: Lamp[] = Array.from({ length: 130 }, (_, i) => {
  const car = i % 4 === 0
  return {
    x: hash(i, 1, 5) * WIDE,
    y: car ? 0.66 + 0.14 * hash(i, 2, 5) : 0.12 + 0.62 * hash(i, 2, 5) ** 0.8,
    radius: 0.01 + 0.036 * hash(i, 3, 5) ** 2,
    speed: car ? (hash(i, 4, 5) > 0.5 ? 0.035 : -0.028) : 0,
    colour: lampColours[Math.floor(hash(i, 5, 5) * lampColours.length)] ?? [1, 1, 1],
    light: 0.1 + 0.55 * hash(i, 6, 5) ** 1.5,
  }
})

const SCALE = 360

function street(seconds: number): Canvas {
  const canvas = createCanvas(Math.round(SCALE * WIDE) + 2, SCALE)
  const { width, height, light } = canvas
  const air = ramp([
    [0, '#0a1226'],
    [0.4, '#16213f'],
    [0.7, '#2d2b45'],
    [1, '#0d0f1d'],
  ])
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const haze = 1 + 0.5 * fractal((column / height) * 3, (row / height) * 2.5, 2, 9)
      light.set(scale(air(row / height), haze), (row * width + column) * 3)
    }
  }
  for (const lamp of lamps) {
    const span = WIDE + 0.3
    const x = ((((lamp.x + lamp.speed * seconds + 0.15) % span) + span) % span) - 0.15
    const reach = lamp.radius + 0.012
    for (
      let row = Math.max(0, Math.floor((lamp.y - reach) * SCALE));
      row < Math.min(height, (lamp.y + reach) * SCALE);
      row++
    ) {
      for (
        let column = Math.max(0, Math.floor((x - reach) * SCALE));
        column < Math.min(width, (x + reach) * SCALE);
        column++
      ) {
        const away = Math.hypot(column / SCALE - x, row / SCALE - lamp.y)
        const cover =
          smoothstep(lamp.radius + 0.006, lamp.radius - 0.006, away) *
          (0.75 + 0.25 * (away / lamp.radius) ** 3)
        const at = (row * width + column) * 3
        for (let c = 0; c < 3; c++)
          light[at + c] = (light[at + c] ?? 0) + (lamp.colour[c] ?? 0) * lamp.light * cover
      }
    }
  }
  return canvas
}

function look({ width, height, light }: Canvas, x: number, y: number): Rgb {
  const px = Math.min(width - 1.001, Math.max(0, x * SCALE))
  const py = Math.min(height - 1.001, Math.max(0, y * SCALE))
  const column = Math.floor(px)
  const row = Math.floor(py)
  const read = (dx: number, dy: number): Rgb => {
    const at = ((row + dy) * width + column + dx) * 3
    return [light[at] ?? 0, light[at + 1] ?? 0, light[at + 2] ?? 0]
  }
  return mix(mix(read(0, 0), read(1, 0), px - column), mix(read(0, 1), read(1, 1), px - column), py - row)
}

type Drop = { x: number; y: number; radius: number }

/** Drops at this moment: still ones that come and go, and a few that run down and leave beads. */
function drops(seconds: number): Drop[] {
  const all: Drop[] = []
  for (let i = 0; i < 420; i++) {
    const life = 6 + 8 * hash(i, 4, 1)
    const age = ((seconds + hash(i, 5, 1) * life) % life) / life
    const radius =
      (0.0022 + 0.0095 * hash(i, 3, 1) ** 4) * smoothstep(0, 0.08, age) * smoothstep(1, 0.85, age)
    all.push({ x: hash(i, 1, 1) * WIDE, y: hash(i, 2, 1), radius })
  }
  for (let i = 0; i < 13; i++) {
    const period = 5 + 5 * hash(i, 1, 2)
    const clock = seconds / period + hash(i, 2, 2)
    const round = Math.floor(clock)
    const t = clock - round
    // Stop and go: a drop waits, gathers, then lets go.
    const fall = (s: number): number => -0.1 + 1.25 * (s + 0.05 * Math.sin(s * 22 + i) - 0.05 * Math.sin(i))
    const course = (s: number): number => hash(i, round, 3) * WIDE + 0.01 * Math.sin(fall(s) * 17 + i)
    const radius = 0.0085 + 0.006 * hash(i, round, 4)
    all.push({ x: course(t), y: fall(t), radius })
    for (let bead = 1; bead < 16; bead++) {
      const s = Math.floor(t * 60) / 60 - bead / 60
      if (s < 0) break
      all.push({
        x: course(s),
        y: fall(s),
        radius: radius * (0.42 - 0.022 * bead) * (0.6 + 0.6 * hash(i, bead, 6)),
      })
    }
  }
  return all
}

/** A shader for one moment; films make one per frame. */
export function rain(seconds: number): Shader {
  const view = street(seconds)
  const cell = 0.03
  const grid = new Map<number, Drop[]>()
  for (const drop of drops(seconds)) {
    for (
      let row = Math.floor((drop.y - drop.radius) / cell);
      row <= Math.floor((drop.y + drop.radius) / cell);
      row++
    ) {
      for (
        let column = Math.floor((drop.x - drop.radius) / cell);
        column <= Math.floor((drop.x + drop.radius) / cell);
        column++
      ) {
        const key = row * 1000 + column
        grid.set(key, [...(grid.get(key) ?? []), drop])
      }
    }
  }
  return (x, y) => {
    let found: Drop | undefined
    let best = 1
    for (const drop of grid.get(Math.floor(y / cell) * 1000 + Math.floor(x / cell)) ?? []) {
      const away = Math.hypot(x - drop.x, (y - drop.y) * 0.86) / drop.radius
      if (away < best) {
        best = away
        found = drop
      }
    }
    if (!found) return scale(look(view, x, y), 0.8)
    const bend = 14 * best ** 1.5 + 5
    const seen = look(view, x - (x - found.x) * bend, y - (y - found.y) * bend)
    const rim = smoothstep(1, 0.72, best)
    const spark = smoothstep(
      0.32,
      0.1,
      Math.hypot(x - found.x + found.radius * 0.3, y - found.y + found.radius * 0.4) / found.radius,
    )
    const bright = scale(seen, 1.25 * (0.35 + 0.65 * rim))
    return [bright[0] + spark * 0.35, bright[1] + spark * 0.35, bright[2] + spark * 0.38]
  }
}
