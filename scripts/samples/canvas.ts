import { hash } from './noise.ts'
import { toByte, type Rgb } from './colour.ts'

/** A picture as a function: x to the right and y down, both in picture heights; seconds for films. */
export type Shader = (x: number, y: number, seconds: number) => Rgb

/** Linear light, three numbers a pixel. */
export type Canvas = { width: number; height: number; light: Float32Array }

export const createCanvas = (width: number, height: number): Canvas => ({
  width,
  height,
  light: new Float32Array(width * height * 3),
})

/** Fills the canvas; each pixel is the mean of `samples` × `samples` points, which smooths every edge. */
export function paint(canvas: Canvas, shader: Shader, { samples = 1, seconds = 0 } = {}): void {
  const { width, height, light } = canvas
  const unit = 1 / height
  const weight = 1 / (samples * samples)
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at += 3) {
      let r = 0
      let g = 0
      let b = 0
      for (let sub = 0; sub < samples * samples; sub++) {
        const x = (column + ((sub % samples) + 0.5) / samples) * unit
        const y = (row + (Math.floor(sub / samples) + 0.5) / samples) * unit
        const colour = shader(x, y, seconds)
        r += colour[0]
        g += colour[1]
        b += colour[2]
      }
      light[at] = r * weight
      light[at + 1] = g * weight
      light[at + 2] = b * weight
    }
  }
}

/** 8 bits a channel. `grain` (in steps of 1/255) hides the bands that smooth skies show otherwise. */
export function toPixels({ width, light }: Canvas, grain: number): Buffer {
  const bytes = Buffer.allocUnsafe(light.length)
  for (let at = 0; at < light.length; at += 3) {
    const pixel = at / 3
    const shake = (hash(pixel % width, Math.floor(pixel / width), 77) - 0.5) * grain + 0.5
    for (let channel = 0; channel < 3; channel++) {
      bytes[at + channel] = Math.min(255, Math.max(0, Math.floor(toByte(light[at + channel] ?? 0) + shake)))
    }
  }
  return bytes
}
