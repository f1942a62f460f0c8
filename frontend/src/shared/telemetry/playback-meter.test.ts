import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Value } from 'typebox/value'
import { PlaybackReport } from '@gramreel/contracts/telemetry'
import { createPlaybackMeter, type PlaybackEvent, type PlaybackMeter, type Timed } from './playback-meter.ts'

type Step = [at: number, type: PlaybackEvent['type'], more?: object]

/** A meter that took these, clicked at 1000. */
function meterOf(...steps: Step[]): PlaybackMeter {
  const meter = createPlaybackMeter(1000)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test says what belongs to which
  for (const [at, type, more] of steps) meter.take({ at, type, ...more } as Timed)
  return meter
}

const started: Step[] = [
  [1840, 'first-frame'],
  [1900, 'playing'],
]

describe('the start', () => {
  it('is from the gesture to the first frame, whatever waits before', () => {
    const meter = meterOf([1010, 'waiting'], [1400, 'waiting'], ...started)
    expect(meter.figures(2900)).toMatchObject({ sta: 'p', msd: 800, bsa: 0, bsda: 0, playedMs: 1000 })
  })

  it('is told once: another first frame changes nothing', () => {
    expect(meterOf(...started, [5000, 'first-frame']).figures(5000).msd).toBe(800)
  })

  it('is missing for whoever left before', () => {
    const meter = meterOf([1010, 'waiting'])
    expect(meter.hasStarted).toBe(false)
    expect(meter.figures(9000)).not.toHaveProperty('msd')
    expect(meter.figures(9000).sta).toBe('s')
  })
})

describe('rebuffering', () => {
  it('is counted from when it waits to when it plays again', () => {
    const meter = meterOf(...started, [11_900, 'waiting'], [13_900, 'playing'])
    expect(meter.figures(21_900)).toMatchObject({ bsa: 1, bsda: 2000, playedMs: 18_000 })
    expect(meter.rebufferRatio(21_900)).toBeCloseTo(0.1)
  })

  it('is told while it goes on', () => {
    const meter = meterOf(...started, [2900, 'waiting'])
    expect(meter.figures(4900)).toMatchObject({ sta: 'r', bsa: 1, bsda: 2000, playedMs: 1000 })
  })

  it('is once, however often the element says that it waits', () => {
    const meter = meterOf(...started, [2900, 'waiting'], [3000, 'waiting'], [3900, 'playing'])
    expect(meter.figures(3900)).toMatchObject({ bsa: 1, bsda: 1000 })
  })

  it('ends when the person pauses', () => {
    const meter = meterOf(...started, [2900, 'waiting'], [3900, 'pause'])
    expect(meter.figures(99_000)).toMatchObject({ sta: 'a', bsda: 1000 })
  })

  it('is also what a pause ends in, when there is nothing to play', () => {
    const meter = meterOf(...started, [2900, 'pause'], [9000, 'play'], [9000, 'waiting'], [9500, 'playing'])
    expect(meter.figures(9500)).toMatchObject({ bsa: 1, bsda: 500, playedMs: 1000 })
  })

  it('is never a seek, however long that takes', () => {
    const meter = meterOf(
      ...started,
      [2900, 'seeking'],
      [2901, 'waiting'],
      [8900, 'playing'],
      [8920, 'sought', { isPlaying: true }],
    )
    expect(meter.figures(9920)).toMatchObject({ bsa: 0, bsda: 0, seeksMs: [6000], playedMs: 2000 })
  })

  it('is what a change of the link costs the viewer, and no seek', () => {
    const meter = meterOf(
      ...started,
      [2900, 'renewal', { waitedMs: 0 }],
      [2900, 'reloading'],
      [3000, 'seeking'],
      [3100, 'play'],
      [3200, 'playing'],
    )
    expect(meter.figures(4200)).toMatchObject({
      bsa: 1,
      bsda: 300,
      seeksMs: [],
      renewals: 1,
      playedMs: 2000,
    })
  })
})

it('a film that was given a new link while it stood still counts on, before it plays again too', () => {
  const meter = meterOf(
    ...started,
    [2900, 'pause'],
    [3000, 'renewal', { waitedMs: 0 }],
    [3000, 'reloading'],
    [3100, 'seeking'],
    [3200, 'sought', { isPlaying: false }],
    [5000, 'seeking'],
    [5400, 'sought', { isPlaying: false }],
    [6000, 'play'],
    [7000, 'waiting'],
    [8000, 'pause'],
  )
  expect(meter.figures(9000)).toMatchObject({
    sta: 'a',
    bsa: 1,
    bsda: 1000,
    seeksMs: [400],
    renewals: 1,
    playedMs: 2000,
  })
})

it('a seek in a paused film leaves it paused', () => {
  const meter = meterOf(
    ...started,
    [2900, 'pause'],
    [3000, 'seeking'],
    [3420, 'sought', { isPlaying: false }],
  )
  expect(meter.figures(9000)).toMatchObject({ sta: 'a', seeksMs: [400], playedMs: 1000 })
})

it('of seeks on top of each other the last one counts', () => {
  const meter = meterOf(
    ...started,
    [2900, 'seeking'],
    [3000, 'seeking'],
    [3100, 'seeking'],
    [3300, 'sought', { isPlaying: true }],
  )
  expect(meter.figures(3300).seeksMs).toEqual([200])
})

it('frames go on counting over a change of the source', () => {
  const meter = meterOf(
    [1, 'frames', { total: 100, dropped: 2 }],
    [2, 'frames', { total: 240, dropped: 3 }],
    [3, 'frames', { total: 10, dropped: 1 }],
    [4, 'frames', { total: 20, dropped: 1 }],
  )
  expect(meter.figures(5)).toMatchObject({ frames: 260, dfa: 4 })
})

it('what new links cost is added up before it is rounded', () => {
  const renewal: Step = [2900, 'renewal', { waitedMs: 40 }]
  expect(meterOf(...started, renewal, renewal, renewal).figures(3900)).toMatchObject({
    renewals: 3,
    renewalMs: 100,
    playedMs: 2000,
  })
})

it('a failure is told by its code', () => {
  expect(meterOf(...started, [2900, 'failure', { code: 'file_deleted' }]).figures(9000)).toMatchObject({
    sta: 'f',
    ec: 'file_deleted',
    playedMs: 1000,
  })
})

const anEvent: fc.Arbitrary<PlaybackEvent> = fc.oneof(
  fc.constantFrom<PlaybackEvent>(
    { type: 'first-frame' },
    { type: 'playing' },
    { type: 'play' },
    { type: 'waiting' },
    { type: 'pause' },
    { type: 'seeking' },
    { type: 'reloading' },
    { type: 'ended' },
    { type: 'renewal', waitedMs: 70 },
    { type: 'failure', code: 'damaged' },
  ),
  fc.boolean().map((isPlaying): PlaybackEvent => ({ type: 'sought', isPlaying })),
)
const story = fc.array(fc.tuple(anEvent, fc.integer({ min: 0, max: 5000 })), { maxLength: 60 })

describe('whatever comes, in whatever order', () => {
  it('all time is counted at most once, and every report keeps to the contract', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const meter = createPlaybackMeter(1000)
        let at = 1000
        for (const [event, later] of steps) meter.take({ ...event, at: (at += later) })
        const figures = meter.figures(at)
        const seeks = figures.seeksMs.reduce((sum, ms) => sum + ms, 0)
        const whole = figures.playedMs + figures.bsda + seeks + (figures.msd ?? 0)
        expect(whole).toBeLessThanOrEqual(at - 1000 + 100 * (3 + figures.seeksMs.length))
        const ratio = meter.rebufferRatio(at)
        if (ratio !== undefined) expect(ratio).toBeGreaterThanOrEqual(0)
        if (ratio !== undefined) expect(ratio).toBeLessThanOrEqual(1)
        const sid = '00000000-0000-4000-8000-000000000000'
        const report = { v: 2, sid, cid: 'a', sn: 0, e: 't', ...figures }
        expect(Value.Check(PlaybackReport, report)).toBe(true)
      }),
    )
  })

  it('rebuffering counts neither what is before the first frame nor what is within a seek', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const meter = createPlaybackMeter(1000)
        let at = 1000
        let isSeeking = false
        for (const [event, later] of steps) {
          const stalled = () => meter.figures(at).bsa
          const before = stalled()
          const couldStall = meter.hasStarted && !isSeeking
          meter.take({ ...event, at: (at += later) })
          if (!couldStall) expect(stalled()).toBe(before)
          isSeeking = meter.state === 'k'
        }
      }),
    )
  })
})
