// Gradient noise by hashing (after Ken Perlin, "Improving Noise", 2002): the same numbers give the same picture for ever.

/** A well-mixed number in [0, 1) for two integers and a seed. */
export function hash(x: number, y = 0, seed = 0): number {
  let h = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1) ^ Math.imul(seed | 0, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296
}

const DIRECTIONS = 256
const gradientX = Float64Array.from({ length: DIRECTIONS }, (_, i) =>
  Math.cos((i / DIRECTIONS) * 2 * Math.PI),
)
const gradientY = Float64Array.from({ length: DIRECTIONS }, (_, i) =>
  Math.sin((i / DIRECTIONS) * 2 * Math.PI),
)

function corner(ix: number, iy: number, dx: number, dy: number, seed: number): number {
  const direction = (hash(ix, iy, seed) * DIRECTIONS) | 0
  return (gradientX[direction] ?? 0) * dx + (gradientY[direction] ?? 0) * dy
}

const ease = (t: number): number => t * t * t * (t * (t * 6 - 15) + 10)

/** Smooth noise, about -0.7 to 0.7, features one unit wide. */
export function noise(x: number, y = 0.5, seed = 0): number {
  const ix = Math.floor(x)
  const iy = Math.floor(y)
  const dx = x - ix
  const dy = y - iy
  const u = ease(dx)
  const v = ease(dy)
  const a = corner(ix, iy, dx, dy, seed)
  const b = corner(ix + 1, iy, dx - 1, dy, seed)
  const c = corner(ix, iy + 1, dx, dy - 1, seed)
  const d = corner(ix + 1, iy + 1, dx - 1, dy - 1, seed)
  const top = a + (b - a) * u
  return top + (c + (d - c) * u - top) * v
}

/** Noise upon finer noise, each octave half as strong: clouds, hills, smoke. */
export function fractal(x: number, y: number, octaves: number, seed = 0): number {
  let sum = 0
  let strength = 1
  for (let octave = 0; octave < octaves; octave++) {
    sum += strength * noise(x, y, seed + octave)
    strength *= 0.5
    x *= 2.03
    y *= 2.03
  }
  return sum
}

/** Sharp crests between rounded valleys, about 0 to 1. */
export function crests(x: number, y: number, octaves: number, seed = 0): number {
  let sum = 0
  let strength = 0.5
  for (let octave = 0; octave < octaves; octave++) {
    const ridge = 1 - Math.abs(noise(x, y, seed + octave)) * 1.6
    sum += strength * ridge * ridge
    strength *= 0.5
    x *= 2.1
    y *= 2.1
  }
  return sum
}

export function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)))
  return t * t * (3 - 2 * t)
}
