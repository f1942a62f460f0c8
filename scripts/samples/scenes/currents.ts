// Threads laid along a current: each begins at a random place, follows the field, and takes the colour of where it began.
import { createCanvas, type Canvas } from '../canvas.ts'
import { hex, mix, ramp, type Rgb } from '../colour.ts'
import { fractal, hash, noise } from '../noise.ts'

const THREADS = 5600
const STEPS = 300

export function currents(width: number, height: number): Canvas {
  const canvas = createCanvas(width, height)
  const { light } = canvas
  const paper = hex('#f6efe2')
  for (let at = 0; at < light.length; at += 3) {
    const pixel = at / 3
    const fibre = 1 + 0.035 * fractal((pixel % width) * 0.02, Math.floor(pixel / width) * 0.006, 3, 4)
    light.set([paper[0] * fibre, paper[1] * fibre, paper[2] * fibre], at)
  }
  const colours = ramp([
    [-0.55, '#12355b'],
    [-0.25, '#1f7a8c'],
    [-0.05, '#e8b04a'],
    [0.15, '#e0603f'],
    [0.35, '#a31f4d'],
    [0.6, '#3b1c5a'],
  ])
  const white = hex('#fff8ec')

  function dab(x: number, y: number, radius: number, colour: Rgb, alpha: number): void {
    for (let row = Math.floor(y - radius - 1); row <= y + radius + 1; row++) {
      for (let column = Math.floor(x - radius - 1); column <= x + radius + 1; column++) {
        if (row < 0 || column < 0 || row >= height || column >= width) continue
        const cover = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(column - x, row - y))) * alpha
        const at = (row * width + column) * 3
        for (let c = 0; c < 3; c++) {
          const old = light[at + c] ?? 0
          light[at + c] = old + ((colour[c] ?? 0) - old) * cover
        }
      }
    }
  }

  for (let thread = 0; thread < THREADS; thread++) {
    let x = hash(thread, 1) * 1.1 - 0.15
    let y = hash(thread, 2) * 1.3 - 0.15
    const tone = fractal(x * 1.6, y * 1.6, 3, 31) + 0.14 * (hash(thread, 3) - 0.5)
    const colour = mix(colours(tone), white, hash(thread, 4) > 0.93 ? 0.85 : 0.1 * hash(thread, 5))
    const radius = (0.0006 + 0.0022 * hash(thread, 6) ** 3) * height
    const steps = STEPS * (0.3 + 0.7 * hash(thread, 7))
    for (let step = 0; step < steps; step++) {
      const angle = 0.6 + 4.4 * fractal(x * 1.15, y * 1.15, 2, 47) + 0.35 * noise(x * 5, y * 5, 48)
      x += Math.cos(angle) * 0.0011
      y += Math.sin(angle) * 0.0011
      const taper = Math.sin((Math.PI * (step + 0.5)) / steps) ** 0.6
      dab(x * height, y * height, radius * taper, colour, 0.6)
    }
  }
  return canvas
}
