// The sea as a plane in perspective whose waves tilt the mirror: each pixel asks the sky what it would see there.
import type { Shader } from '../canvas.ts'
import { glow, hex, mix, ramp, type Rgb } from '../colour.ts'
import { fractal, noise, smoothstep } from '../noise.ts'

const HORIZON = 0.52

const lights = {
  evening: {
    air: ['#23315f', '#5b5a8f', '#c9708a', '#ff9a6b', '#ffcf8a'],
    deep: '#0b2038',
    sun: '#ffb45c',
    lit: '#ff9d72',
    shade: '#4a4470',
    disc: [1.6, 1.15, 0.6],
  },
  dawn: {
    air: ['#2a6f97', '#61a5b8', '#a9d3cf', '#f3dfc9', '#ffe9d2'],
    deep: '#0c3a4c',
    sun: '#ffd9b0',
    lit: '#fff1e2',
    shade: '#7fa7b8',
    disc: [1.3, 1.2, 1],
  },
} as const

export function sunsetSea({
  sunX = 0.75,
  sunY = 0.44,
  cloudSeed = 3,
  light = 'evening',
}: { sunX?: number; sunY?: number; cloudSeed?: number; light?: keyof typeof lights } = {}): Shader {
  const colours = lights[light]
  const [zenith, high, middle, low, horizon] = colours.air
  const air = ramp([
    [0, zenith],
    [0.2, high],
    [0.36, middle],
    [0.46, low],
    [0.52, horizon],
  ])
  const deep = hex(colours.deep)
  const sun = hex(colours.sun)
  const lit = hex(colours.lit)
  const shade = hex(colours.shade)

  function sky(x: number, y: number, seconds: number, withDisc: boolean): Rgb {
    let colour = air(y)
    const away = Math.hypot(x - sunX, y - sunY)
    colour = glow(colour, sun, 0.75 * Math.exp(-away * 5.5) + 0.5 * Math.exp(-away * 18))
    if (withDisc) colour = glow(colour, colours.disc, smoothstep(0.046, 0.043, away))
    const high = 1.2 - y
    const drift = seconds * 0.012
    const body = fractal(x * 1.7 * high + drift, y * 7 * high + drift * 0.3, 5, cloudSeed)
    const cover = smoothstep(0.02, 0.55, body) * smoothstep(HORIZON, 0.4, y)
    const beneath = smoothstep(
      0.1,
      0.7,
      body - fractal(x * 1.7 * high + drift, (y + 0.02) * 7 * high, 3, cloudSeed),
    )
    const cloud = mix(
      mix(lit, shade, smoothstep(0.45, 0.05, y)),
      sun,
      0.5 * Math.exp(-away * 4) + 0.3 * beneath,
    )
    return mix(colour, cloud, cover * 0.75)
  }

  return (x, y, seconds) => {
    if (y < HORIZON) return sky(x, y, seconds, true)
    const below = y - HORIZON + 0.0015
    const distance = 0.16 / below
    const wx = (x - 0.75) * distance * 6
    const wz = distance * 6
    const t = seconds
    const calm = 1 / (1 + distance * 0.28)
    // Two swells and two ripples, each on its own course.
    const slopeX =
      0.9 * noise(wx * 0.55 + t * 0.5, wz * 0.9 + t * 0.9, 11) +
      0.75 * noise(wx * 1.9 - t * 0.8, wz * 2.6 + t * 1.3, 12) +
      0.5 * noise(wx * 4.7 + t * 1.1, wz * 6 + t * 1.9, 13) +
      0.4 * noise(wx * 11 - t * 1.6, wz * 14 + t * 2.8, 17)
    const slopeZ =
      noise(wx * 0.5 - t * 0.2, wz * 0.95 + t * 1.1, 14) +
      0.8 * noise(wx * 1.7 + t * 0.6, wz * 2.9 + t * 1.5, 15) +
      0.55 * noise(wx * 4.1, wz * 6.5 + t * 2.3, 16) +
      0.45 * noise(wx * 10, wz * 15 + t * 3.1, 18)
    const rough = 0.35 + 0.65 * calm
    const seenX = x + slopeX * 0.16 * rough
    const seenY = HORIZON - below * 0.75 - 0.02 - (slopeZ + 0.25) * 0.3 * rough * (0.35 + 0.65 * calm)
    const mirror = sky(seenX, Math.min(HORIZON - 0.004, Math.max(0.02, seenY)), seconds, true)
    const steep = smoothstep(0, 0.48, below) * 0.55 + 0.16 + 0.16 * slopeZ * calm
    const water = mix(mirror, deep, Math.min(0.92, Math.max(0, steep)))
    return mix(water, air(HORIZON), 0.6 * Math.exp(-below * 60))
  }
}
