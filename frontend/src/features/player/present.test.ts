import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { bitsPerSecond, forgetSpeed } from './measured-speed.ts'
import { measureLoading } from './present.ts'

const IDLE = 1
const LOADING = 2
const BYTES_PER_SECOND = 1_000_000

/** As much of a media element as is looked at. */
class Element extends EventTarget {
  readonly NETWORK_LOADING = 2 as const
  networkState = LOADING
  currentTime = 0
  duration = 3600
  seeking = false
  loaded: [number, number] = [0, 0]
  get buffered() {
    return { length: 1, start: () => this.loaded[0], end: () => this.loaded[1] }
  }
  after(milliseconds: number, name: string, change: Partial<Element>): void {
    vi.advanceTimersByTime(milliseconds)
    Object.assign(this, change)
    this.dispatchEvent(new Event(name))
  }
}

const measured = (steps: (element: Element) => void): number | undefined => {
  const element = new Element()
  const stop = measureLoading(element, BYTES_PER_SECOND)
  steps(element)
  stop()
  return bitsPerSecond()
}

beforeEach(() => {
  vi.useFakeTimers()
  forgetSpeed()
})
afterEach(() => vi.useRealTimers())

describe('how quick the line is, by what a film loads', () => {
  test('counts what came between two looks', () => {
    const bits = measured((element) => {
      element.after(0, 'loadeddata', { loaded: [0, 1] })
      element.after(500, 'progress', { loaded: [0, 3] })
    })
    expect(bits).toBeCloseTo(32_000_000)
  })

  test('counts what came before the player had its fill, sooner than the next look', () => {
    const bits = measured((element) => {
      element.after(0, 'seeked', { loaded: [0, 2] })
      element.after(100, 'suspend', { loaded: [0, 12], networkState: IDLE })
    })
    expect(bits).toBeCloseTo(800_000_000)
  })

  test('counts no time in which nothing was loaded', () => {
    const bits = measured((element) => {
      element.after(0, 'suspend', { loaded: [0, 12], networkState: IDLE })
      element.after(5000, 'progress', { loaded: [0, 13], networkState: LOADING })
      element.after(500, 'progress', { loaded: [0, 15] })
    })
    expect(bits).toBeCloseTo(32_000_000)
  })

  test('takes no jump for loading', () => {
    const bits = measured((element) => {
      element.after(0, 'progress', { loaded: [0, 12] })
      element.after(100, 'seeking', { seeking: true, currentTime: 900, loaded: [900, 900] })
      element.after(100, 'seeked', { seeking: false, loaded: [900, 902] })
      element.after(1000, 'progress', { loaded: [900, 904] })
    })
    expect(bits).toBeCloseTo(16_000_000)
  })
})
