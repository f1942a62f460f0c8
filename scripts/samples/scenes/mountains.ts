// Seven ridges, each paler than the one before it, with mist lying in the valleys between.
import type { Shader } from '../canvas.ts'
import { glow, hex, mix, ramp } from '../colour.ts'
import { crests, hash, noise, smoothstep } from '../noise.ts'

const SUN = { x: 0.98, y: 0.46 }

/** Height of a row of firs above its ground at x; one tree per cell, looking at the neighbours since trees overlap. */
function firs(x: number, cell: number, seed: number): number {
  let top = 0
  const index = Math.floor(x / cell)
  for (let i = index - 2; i <= index + 2; i++) {
    const height = cell * (2.4 + 3.2 * hash(i, 1, seed))
    const centre = (i + 0.2 + 0.6 * hash(i, 2, seed)) * cell
    const away = Math.abs(x - centre) / (height * 0.24)
    if (away >= 1) continue
    // Branches: a saw along the trunk's line gives the edge its tiers.
    const tiers = 1 - away + 0.09 * ((away * 7 + hash(i, 3, seed)) % 1)
    top = Math.max(top, height * tiers)
  }
  return top
}

export function mountains(): Shader {
  const sky = ramp([
    [0, '#2c3c6e'],
    [0.2, '#5d6598'],
    [0.36, '#b08aa6'],
    [0.47, '#f3ac8f'],
    [0.55, '#ffd7a1'],
    [0.7, '#ffe9c9'],
  ])
  const stone = ramp([
    [0, '#d9a3a4'],
    [0.3, '#a5789b'],
    [0.6, '#5d4f86'],
    [0.85, '#2a2f5c'],
    [1, '#0f1733'],
  ])
  const mist = ramp([
    [0, '#ffe0bb'],
    [0.4, '#efb9ac'],
    [0.75, '#a98bb0'],
    [1, '#3b4478'],
  ])
  const sunlight = hex('#ffc67d')
  const layers = Array.from({ length: 7 }, (_, i) => {
    const t = i / 6
    return {
      base: 0.5 + 0.44 * t ** 1.15,
      height: 0.17 + 0.16 * Math.sin(t * 2.6),
      frequency: 1.1 + 0.5 * t + (i % 2) * 0.35,
      colour: stone(t),
      mist: mist(t),
      mistiness: 0.95 - 0.55 * t ** 2,
      seed: 31 + i * 17,
    }
  })
  return (x, y) => {
    const fromSun = Math.hypot(x - SUN.x, (y - SUN.y) * 1.1)
    const clouds = noise(x * 1.4 + 3, y * 11, 5) + 0.5 * noise(x * 3.1, y * 23, 6)
    let colour = mix(sky(y), hex('#ffd9b8'), 0.35 * smoothstep(0.1, 0.8, clouds) * smoothstep(0.02, 0.3, y))
    colour = glow(colour, sunlight, 0.9 * Math.exp(-fromSun * 6) + 2.2 * smoothstep(0.047, 0.043, fromSun))
    for (const [i, layer] of layers.entries()) {
      if (y < layer.base - layer.height * 0.75) continue
      const shape = crests(x * layer.frequency + layer.seed, 0.5, 6, layer.seed)
      let top = layer.base - layer.height * (shape - 0.32)
      if (i === 5) top -= 0.35 * firs(x, 0.012, 5)
      if (i === 6) top -= 0.9 * firs(x, 0.02, 9) + 0.6 * firs(x + 3, 0.013, 11)
      if (y < top) continue
      const lying = y - layer.base + 0.03 * noise(x * 2.2, y * 9, layer.seed)
      const deep = smoothstep(-layer.height * 0.75, 0.13, lying)
      colour = mix(layer.colour, layer.mist, deep * layer.mistiness)
      colour = glow(colour, sunlight, 0.28 * (1 - i / 6) * Math.exp(-fromSun * 3.2))
    }
    return colour
  }
}
