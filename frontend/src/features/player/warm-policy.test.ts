import { describe, expect, test } from 'vitest'
import { warmingFor, type Conditions } from './warm-policy.ts'

const usual: Conditions = {
  bitsPerSecond: 50_000_000,
  savesData: false,
  battery: undefined,
  secondsAhead: 30,
  neededBitsPerSecond: 8_000_000,
}
const when = (change: Partial<Conditions>) => warmingFor({ ...usual, ...change })

describe('what may be warmed', () => {
  test('on a quick line, while the film plays steadily: the next one’s first frame, and photos at both sides', () => {
    expect(when({})).toEqual({ next: 'frame', photos: 2, preload: 'auto' })
    expect(when({ secondsAhead: undefined, neededBitsPerSecond: undefined })).toMatchObject({ next: 'frame' })
  })

  test('nothing, while the film has less than 15 seconds ahead', () => {
    expect(when({ secondsAhead: 14.9 })).toMatchObject({ next: 'nothing', photos: 0 })
    expect(when({ secondsAhead: 15 })).toMatchObject({ next: 'frame' })
  })

  test('nothing where data are to be saved, not even before play is pressed', () => {
    expect(when({ savesData: true })).toEqual({ next: 'nothing', photos: 0, preload: 'none' })
  })

  test('little on a battery that is low, as much as ever while it is charged', () => {
    expect(when({ battery: { level: 0.1, isCharging: false } })).toMatchObject({ next: 'link', photos: 1 })
    expect(when({ battery: { level: 0.1, isCharging: true } })).toMatchObject({ next: 'frame' })
    expect(when({ battery: { level: 0.8, isCharging: false } })).toMatchObject({ next: 'frame' })
  })

  test('little on a slow line, and on one that the film needs for itself', () => {
    expect(when({ bitsPerSecond: 1_000_000 })).toMatchObject({ next: 'link', photos: 1 })
    expect(when({ bitsPerSecond: 9_000_000 })).toMatchObject({ next: 'link' })
    expect(when({ bitsPerSecond: 9_000_000, neededBitsPerSecond: 2_000_000 })).toMatchObject({
      next: 'head',
      preload: 'metadata',
    })
  })

  test('on a line that nobody knows yet: the head, which is fetched by the worker, and one photo', () => {
    expect(when({ bitsPerSecond: undefined })).toEqual({ next: 'head', photos: 1, preload: 'metadata' })
  })
})
