// Seahorse Valley. Smooth iteration counts colour it; the distance to the set, known from the derivative, gives it relief.
import type { Shader } from '../canvas.ts'
import { hex, mix, ramp, scale } from '../colour.ts'

const CENTRE = { re: -0.743643887037151, im: 0.13182590420533 }
const ITERATIONS = 2600

export function mandelbrot({ width = 0.00262 } = {}): Shader {
  const palette = ramp([
    [0, '#0b1437'],
    [0.16, '#27408f'],
    [0.32, '#6fb7d6'],
    [0.46, '#fdf4d7'],
    [0.6, '#f5a25d'],
    [0.76, '#a8324a'],
    [0.9, '#3a1247'],
    [1, '#0b1437'],
  ])
  const inside = hex('#05060f')
  return (x, y) => {
    const re = CENTRE.re + (x - 0.5) * width
    const im = CENTRE.im + (y - 0.5) * width
    let zr = 0
    let zi = 0
    let dr = 0
    let di = 0
    for (let n = 0; n < ITERATIONS; n++) {
      const nextDr = 2 * (zr * dr - zi * di) + 1
      di = 2 * (zr * di + zi * dr)
      dr = nextDr
      const nextZr = zr * zr - zi * zi + re
      zi = 2 * zr * zi + im
      zr = nextZr
      const size = zr * zr + zi * zi
      if (size < 1e6) continue
      const smooth = n + 1 - Math.log2(Math.log2(size) / 2)
      const band = Math.log(smooth) * 1.9
      // Normal of the potential, https://en.wikibooks.org/wiki/Fractals/Iterations_in_the_complex_plane/MandelbrotSetExterior
      const length = Math.hypot(dr, di) || 1
      const nr = (zr * dr + zi * di) / length
      const ni = (zi * dr - zr * di) / length
      const tilt = Math.hypot(nr, ni) || 1
      const shine = 0.5 + 0.5 * ((nr / tilt) * -0.6 + (ni / tilt) * -0.8)
      const distance = (Math.sqrt(size) * Math.log(size)) / length / width
      const colour = scale(palette(band - Math.floor(band)), 0.45 + 0.8 * shine)
      return mix(inside, colour, Math.min(1, distance * 900) ** 0.45)
    }
    return inside
  }
}
