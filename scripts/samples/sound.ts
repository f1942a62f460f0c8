// Soft sound for the films, made from sines and noise. Stereo, 16 bits, as a WAV file's bytes.
import { hash } from './noise.ts'

export type Sound = 'pad' | 'waves' | 'rain' | 'chimes'

const RATE = 48_000

/** Frequencies of a chord, Hz. */
const chords: Record<Sound, readonly number[]> = {
  pad: [110, 164.81, 220, 277.18, 329.63],
  waves: [98, 146.83, 196],
  rain: [130.81, 196, 246.94, 293.66],
  chimes: [174.61, 220, 261.63, 329.63, 392],
}

function chord(sound: Sound, t: number, side: number): number {
  let sum = 0
  for (const [i, frequency] of chords[sound].entries()) {
    const swell = 0.5 + 0.5 * Math.sin(t * (0.35 + 0.11 * i) + i * 1.7 + side * 0.6)
    const detune = 1 + 0.0012 * Math.sin(i * 3 + side)
    sum +=
      swell * (Math.sin(2 * Math.PI * frequency * detune * t) + 0.18 * Math.sin(4 * Math.PI * frequency * t))
  }
  return sum / chords[sound].length
}

function chime(t: number, side: number): number {
  const scale = [523.25, 659.26, 783.99, 987.77, 1174.66]
  let sum = 0
  for (let note = 0; note <= t / 1.1; note++) {
    const age = t - note * 1.1
    if (age > 5) continue
    const frequency = scale[Math.floor(hash(note, 1, 8) * scale.length)] ?? 523.25
    const pan = 0.3 + 0.7 * Math.abs(hash(note, 2, 8) - side)
    sum += pan * Math.exp(-age * 1.5) * Math.sin(2 * Math.PI * frequency * age)
  }
  return sum
}

/** Bytes of a WAV file, faded in and out. */
export function synthesise(sound: Sound, seconds: number): Buffer {
  const frames = Math.round(seconds * RATE)
  const data = Buffer.alloc(44 + frames * 4)
  data.write('RIFF', 0)
  data.writeUInt32LE(36 + frames * 4, 4)
  data.write('WAVEfmt ', 8)
  data.writeUInt32LE(16, 16)
  data.writeUInt16LE(1, 20)
  data.writeUInt16LE(2, 22)
  data.writeUInt32LE(RATE, 24)
  data.writeUInt32LE(RATE * 4, 28)
  data.writeUInt16LE(4, 32)
  data.writeUInt16LE(16, 34)
  data.write('data', 36)
  data.writeUInt32LE(frames * 4, 40)
  for (const side of [0, 1]) {
    let low = 0
    let lower = 0
    for (let frame = 0; frame < frames; frame++) {
      const t = frame / RATE
      const white = hash(frame, side, 99) * 2 - 1
      // Two one-pole filters turn white noise into surf (dark) or rain (bright).
      low += (white - low) * (sound === 'rain' ? 0.35 : 0.06)
      lower += (low - lower) * 0.03
      let level = 0.16 * chord(sound, t, side)
      if (sound === 'waves')
        level +=
          (low * 1.1 + lower * 2) * (0.1 + 0.3 * (0.5 + 0.5 * Math.sin(t * 1.15 - 1 + side * 0.5)) ** 2)
      if (sound === 'rain') level += (low - lower) * 0.1
      if (sound === 'chimes') level += 0.07 * chime(t, side)
      const fade = Math.min(1, t / 1.2, (seconds - t) / 1.6)
      const sample = Math.max(-1, Math.min(1, level * Math.max(0, fade)))
      data.writeInt16LE(Math.round(sample * 32_000), 44 + frame * 4 + side * 2)
    }
  }
  return data
}
