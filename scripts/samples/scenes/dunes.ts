// A desert as a height field, met by marching a ray; the low sun gives every dune a bright face and a blue one.
import type { Shader } from '../canvas.ts'
import { glow, hex, mix, ramp, scale } from '../colour.ts'
import { fractal, noise, smoothstep } from '../noise.ts'

function height(x: number, z: number): number {
  const bend = 1.6 * noise(x * 0.11, z * 0.11, 3)
  // Wind from the left: a long slope up, then the slip face falls away behind a sharp crest.
  const phase = x * 0.21 + z * 0.115 + bend
  const t = phase - Math.floor(phase)
  const profile = t < 0.72 ? (t / 0.72) ** 1.5 : 1 - smoothstep(0.72, 1, t) * 0.999
  const tall = 1.15 + 1.2 * noise(x * 0.07 + 9, z * 0.07, 5)
  return profile * tall + 1.3 * fractal(x * 0.05, z * 0.05, 2, 8)
}

const SUN = { x: -0.86, y: 0.24, z: 0.36 }
const EYE = { x: 4.2, y: 3.5, z: 0 }
const FAR = 90

export function dunes(): Shader {
  const sky = ramp([
    [-0.05, '#ffdcb0'],
    [0.06, '#fbc39c'],
    [0.2, '#d9a3a8'],
    [0.42, '#7f8fbb'],
  ])
  const sunny = hex('#f59a4c')
  const shady = hex('#472f5f')
  const haze = hex('#fbc9a0')
  const sunLength = Math.hypot(SUN.x, SUN.y, SUN.z)
  return (x, y) => {
    const dx = (x - 0.89) * 1.05
    const dy = 0.34 - y
    const length = Math.hypot(dx, dy, 1)
    const ray = { x: dx / length, y: dy / length, z: 1 / length }
    const toSun = (ray.x * SUN.x + ray.y * SUN.y + ray.z * SUN.z) / sunLength
    let air = sky(dy)
    air = glow(air, hex('#ffcf8f'), 0.5 * Math.max(0, toSun) ** 6)
    let travelled = 1.2
    let step = 0
    while (travelled < FAR) {
      const above = EYE.y + ray.y * travelled - height(EYE.x + ray.x * travelled, ray.z * travelled)
      if (above < 0) break
      step = Math.max(0.02, Math.min(0.12 + travelled * 0.012, above * 0.4))
      travelled += step
    }
    if (travelled >= FAR) return air
    for (let i = 0, low = travelled - step; i < 8; i++) {
      const middle = (low + travelled) / 2
      if (EYE.y + ray.y * middle > height(EYE.x + ray.x * middle, ray.z * middle)) low = middle
      else travelled = middle
    }
    const px = EYE.x + ray.x * travelled
    const pz = ray.z * travelled
    const e = 0.015 + travelled * 0.001
    const here = height(px, pz)
    // Wind ripples: only near enough to see.
    const ripples =
      0.1 *
      Math.exp(-travelled / 16) *
      Math.cos((px * 1.1 + pz * 0.5 + 0.35 * noise(px * 0.8, pz * 0.8, 9)) * 16)
    const slopeX = (height(px + e, pz) - here) / e + ripples
    const slopeZ = (height(px, pz + e) - here) / e + ripples * 0.4
    const norm = Math.hypot(slopeX, 1, slopeZ)
    const facing = (-slopeX * SUN.x + SUN.y - slopeZ * SUN.z) / norm / sunLength
    let open = 1
    for (let d = 0.2; d < 9; d *= 1.22) {
      const clear =
        here + (SUN.y / sunLength) * d - height(px + (SUN.x / sunLength) * d, pz + (SUN.z / sunLength) * d)
      open = Math.min(open, Math.max(0, 0.5 + (clear / d) * 9))
    }
    const light = Math.max(0, facing) * open
    const skyLight = 0.55 + 0.45 / norm
    let sand = glow(scale(shady, skyLight), sunny, 2 * light)
    sand = scale(sand, 0.94 + 0.14 * noise(px * 9, pz * 9, 4))
    return mix(
      sand,
      glow(haze, hex('#ffcf8f'), 0.25 * Math.max(0, toSun) ** 4),
      1 - Math.exp(-((travelled / 56) ** 1.6)),
    )
  }
}
