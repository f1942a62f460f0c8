import { describe, expect, it } from 'vitest'
import {
  actualScale,
  FIT,
  fillScale,
  glide,
  largestScale,
  nextStop,
  pan,
  pinch,
  settle,
  stopsOf,
  stretch,
  zoomAbout,
  type Frame,
  type Point,
  type View,
} from './zoom.ts'

/** Numbers that are the same in each run (mulberry32). */
function randomNumbers(seed: number) {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  return (least: number, most: number) => least + next() * (most - least)
}

const RUNS = 2000

/** A stage, and in it a picture that fits: it touches two of its edges, or is a small one in its middle. */
function randomFrame(between: (least: number, most: number) => number): Frame {
  const stage = { width: between(200, 2600), height: between(200, 1600) }
  const ratio = between(0.2, 5)
  const width = Math.min(stage.width, stage.height * ratio) * (between(0, 1) < 0.2 ? 0.4 : 1)
  return { stage, box: { width, height: width / ratio }, natural: between(100, 12_000) }
}

const randomPoint = (frame: Frame, between: (least: number, most: number) => number): Point => ({
  x: between(-0.5, 0.5) * frame.stage.width,
  y: between(-0.5, 0.5) * frame.stage.height,
})

/** Which part of the picture is under a point of the stage; in its own measure, from its middle. */
const under = (view: View, { x, y }: Point): Point => ({
  x: (x - view.x) / view.scale,
  y: (y - view.y) / view.scale,
})

const middleOf = ([a, b]: readonly [Point, Point]) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })

const eachFrame = (run: (frame: Frame, between: (least: number, most: number) => number) => void): void => {
  const between = randomNumbers(7)
  for (let n = 0; n < RUNS; n += 1) run(randomFrame(between), between)
}

function expectNoEmptyEdge(view: View, { stage, box }: Frame): void {
  for (const [length, size, place] of [
    [stage.width, box.width * view.scale, view.x],
    [stage.height, box.height * view.scale, view.y],
  ] as const) {
    if (size <= length) expect(place).toBeCloseTo(0, 6)
    else expect(Math.abs(place)).toBeLessThanOrEqual((size - length) / 2 + 1e-6)
  }
}

describe('an enlarged picture', () => {
  it('keeps what is under the pointer there, whatever the scale', () => {
    eachFrame((frame, between) => {
      const view = { scale: between(1, 8), x: between(-900, 900), y: between(-900, 900) }
      const about = randomPoint(frame, between)
      const zoomed = zoomAbout(view, about, between(1, 12))
      expect(under(zoomed, about).x).toBeCloseTo(under(view, about).x, 6)
      expect(under(zoomed, about).y).toBeCloseTo(under(view, about).y, 6)
    })
  })

  it('keeps what is between two fingers between them, and grows as they part', () => {
    eachFrame((frame, between) => {
      const view = { scale: between(1, 4), x: between(-200, 200), y: between(-200, 200) }
      const from = [randomPoint(frame, between), randomPoint(frame, between)] as const
      const to = [randomPoint(frame, between), randomPoint(frame, between)] as const
      const after = pinch(view, from, to).view
      expect(under(after, middleOf(to)).x).toBeCloseTo(under(view, middleOf(from)).x, 5)
      expect(under(after, middleOf(to)).y).toBeCloseTo(under(view, middleOf(from)).y, 5)
    })
  })

  it('keeps each of two fingers on its place when they do not turn', () => {
    eachFrame((frame, between) => {
      const view = { scale: between(1, 4), x: between(-200, 200), y: between(-200, 200) }
      const a = randomPoint(frame, between)
      const b = randomPoint(frame, between)
      if (Math.hypot(a.x - b.x, a.y - b.y) < 20) return
      const grows = between(0.2, 4)
      const moved = { x: between(-50, 50), y: between(-50, 50) }
      const place = ({ x, y }: Point) => ({ x: x * grows + moved.x, y: y * grows + moved.y })
      if (Math.hypot(a.x - b.x, a.y - b.y) * grows < 20) return
      const after = pinch(view, [a, b], [place(a), place(b)]).view
      for (const finger of [a, b]) {
        expect(under(after, place(finger)).x).toBeCloseTo(under(view, finger).x, 5)
        expect(under(after, place(finger)).y).toBeCloseTo(under(view, finger).y, 5)
      }
    })
  })

  it('never shows an empty edge once it is let go, however it was pulled', () => {
    eachFrame((frame, between) => {
      let view: View = FIT
      for (let n = 0; n < 5; n += 1) {
        const pulled = pan(
          zoomAbout(view, randomPoint(frame, between), between(0.2, 20)),
          between(-3000, 3000),
          between(-3000, 3000),
        )
        view = settle(pulled, frame, randomPoint(frame, between))
        expect(view.scale).toBeGreaterThanOrEqual(1)
        expect(view.scale).toBeLessThanOrEqual(largestScale(frame))
        expectNoEmptyEdge(view, frame)
        expectNoEmptyEdge(glide(view, { x: between(-9, 9), y: between(-9, 9) }, frame), frame)
      }
    })
  })

  it('stays as it is where nothing has to be mended', () => {
    eachFrame((frame, between) => {
      const allowed = settle(
        { scale: between(1, 9), x: between(-900, 900), y: between(-900, 900) },
        frame,
        randomPoint(frame, between),
      )
      expect(settle(allowed, frame, randomPoint(frame, between))).toEqual(allowed)
      const drawn = stretch(allowed, frame, randomPoint(frame, between))
      expect(drawn.scale).toBeCloseTo(allowed.scale, 9)
      expect(drawn.x).toBeCloseTo(allowed.x, 6)
    })
  })

  it('yields less than it is pulled beyond the end, and never the other way', () => {
    const frame: Frame = {
      stage: { width: 400, height: 800 },
      box: { width: 400, height: 300 },
      natural: 1600,
    }
    const near = stretch({ scale: 1, x: 100, y: 0 }, frame, { x: 0, y: 0 })
    const far = stretch({ scale: 1, x: 300, y: 0 }, frame, { x: 0, y: 0 })
    expect(near.x).toBeGreaterThan(0)
    expect(near.x).toBeLessThan(100)
    expect(far.x).toBeGreaterThan(near.x)
    const small = stretch({ scale: 0.5, x: 0, y: 0 }, frame, { x: 0, y: 0 }).scale
    expect(small).toBeGreaterThan(0.5)
    expect(small).toBeLessThan(1)
  })
})

describe('a double tap', () => {
  const frame: Frame = { stage: { width: 400, height: 800 }, box: { width: 400, height: 300 }, natural: 2000 }

  it('goes to fill, to the size of the file, and back to the whole', () => {
    expect(stopsOf(frame)).toEqual([1, fillScale(frame), actualScale(frame)])
    expect(nextStop(1, frame)).toBe(fillScale(frame))
    expect(nextStop(fillScale(frame), frame)).toBe(5)
    expect(nextStop(5, frame)).toBe(1)
    expect(nextStop(9, frame)).toBe(1)
  })

  it('enlarges a small picture too', () => {
    const small: Frame = {
      stage: { width: 400, height: 300 },
      box: { width: 400, height: 300 },
      natural: 200,
    }
    expect(nextStop(1, small)).toBe(2)
    expect(nextStop(2, small)).toBe(1)
  })
})
