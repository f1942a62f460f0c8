// Noise bent by noise bent by noise (Inigo Quilez, "domain warping"): cloth in slow wind.
import type { Shader } from '../canvas.ts'
import { glow, mix, hex, ramp, scale } from '../colour.ts'
import { fractal } from '../noise.ts'

export function silk(): Shader {
  const colours = ramp([
    [-0.5, '#16123f'],
    [-0.22, '#4a2a86'],
    [0, '#c2418c'],
    [0.2, '#ff8f6b'],
    [0.42, '#ffe0a3'],
  ])
  const teal = hex('#1aa7a1')
  return (x, y, seconds) => {
    const t = seconds * 0.11
    const ax = fractal(x * 1.1 + t, y * 1.1 - t * 0.6, 2, 3)
    const ay = fractal(x * 1.1 - t * 0.5, y * 1.1 + t, 2, 13)
    const bx = fractal(x * 1.2 + 1.5 * ax, y * 1.2 + 1.5 * ay + t, 2, 23)
    const by = fractal(x * 1.2 + 1.5 * ay - t, y * 1.2 + 1.5 * ax, 2, 33)
    const fold = fractal(x * 0.75 + 1.9 * bx, y * 0.75 + 1.9 * by, 3, 43)
    // The cloth's shine: light falls along one diagonal of the bend.
    const shine = Math.max(0, 1 - Math.abs(bx - by - 0.1) * 5) ** 3
    let colour = mix(colours(fold + 0.28 * ax), teal, Math.min(0.75, Math.max(0, by * 1.7)))
    colour = scale(colour, 0.72 + 0.9 * Math.max(0, fold + 0.25))
    return glow(colour, [1, 0.9, 0.8], 0.3 * shine)
  }
}
