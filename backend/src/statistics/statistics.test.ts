import { FIRST_BYTE_BUCKETS } from '@gramreel/contracts/enrolment'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFigureStore } from '../telemetry/figure-store.ts'
import { aPlayback } from '../testing/a-playback.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { bucketPercentile, percentile } from './percentile.ts'
import { createStatistics } from './routes.ts'
import { createTimeLine } from './time-line.ts'

const HOUR = 3600
const NOW = Date.UTC(2026, 10, 28, 12, 34, 56) / 1000
const nobody = { list: () => [] }

test('a percentile is the smallest value that so many are not above', () => {
  const values = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(values, fc.constantFrom(0.5, 0.75, 0.95, 1), (numbers, share) => {
      const isEnough = (limit: number) =>
        numbers.filter((value) => value <= limit).length >= share * numbers.length - 1e-9
      const naive = Math.min(...numbers.filter(isEnough))
      const sorted = numbers.toSorted((a, b) => a - b)
      expect(percentile(sorted, share)).toBe(naive)
    }),
  )
  expect(percentile([], 0.5)).toBeNull()
})

test('one of a histogram is the end of the bucket that holds it', () => {
  const seconds = fc.array(fc.double({ min: 0.0001, max: 60, noNaN: true }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(seconds, fc.constantFrom(0.5, 0.95), (values, share) => {
      const ends: number[] = [...FIRST_BYTE_BUCKETS]
      const endOf = (value: number) => ends.find((end) => value <= end) ?? 30
      const within = values.filter((value) => value <= 30)
      const counts = ends
        .map((end) => within.filter((value) => endOf(value) === end).length)
        .concat(values.length - within.length)
      const exact =
        percentile(
          values.toSorted((a, b) => a - b),
          share,
        ) ?? 0
      expect(bucketPercentile(ends, counts, share)).toBe(endOf(exact))
    }),
  )
  expect(bucketPercentile([1], [0, 0], 0.5)).toBeNull()
})

test('days begin when the reader’s do, hours at the hour', () => {
  const tokyo = createTimeLine(7, 9 * 60, NOW)
  expect(tokyo.at).toHaveLength(7)
  expect(tokyo.at.at(-1)).toBe(Date.UTC(2026, 10, 27, 15) / 1000)
  expect(tokyo.indexOf(Date.UTC(2026, 10, 27, 14) / 1000)).toBe(5)
  expect(tokyo.indexOf(Date.UTC(2026, 10, 27, 15) / 1000)).toBe(6)
  expect(tokyo.indexOf(0)).toBe(-1)
  const hours = createTimeLine(1, 0, NOW)
  expect(hours.at).toHaveLength(24)
  expect(hours.at.at(-1)).toBe(Date.UTC(2026, 10, 28, 12) / 1000)
})

onBothDatabases(({ open }) => {
  test('an empty gallery has no figures, and says so', async () => {
    const { summary, series, failures } = await createStatistics({
      database: await open(),
      watching: nobody,
    })({})
    expect(summary).toMatchObject({ playbacks: 0, start: { p50: null, p95: null }, rebufferRatio: null })
    expect(summary).toMatchObject({ cacheHitRatio: null, firstByte: { p50: null } })
    expect(series.at).toHaveLength(7)
    expect(series.startP50).toEqual(Array(7).fill(null))
    expect(failures).toEqual([])
  })

  test('figures are those of all playbacks in that time, exactly', async () => {
    const database = await open()
    const clock = { now: NOW - 30 * HOUR }
    const store = createFigureStore(database, { now: () => clock.now })
    await store.keepPlayback(aPlayback({ msd: 60_000 }))
    clock.now = NOW - 2 * HOUR
    for (const msd of [500, 700, 900, 4000]) {
      await store.keepPlayback(aPlayback({ msd, sta: 'e', dfa: 1, frames: 100, seeksMs: [msd] }))
    }
    clock.now = NOW
    await store.keepPlayback(
      aPlayback({ msd: 100, bsa: 2, bsda: 5000, playedMs: 5000, renewals: 3, renewalMs: 400 }),
    )
    const { msd: _msd, ...unseen } = aPlayback({ playedMs: 0, sta: 'q' })
    await store.keepPlayback(unseen)
    await store.keepPlayback({ ...unseen, sid: aPlayback().sid, sta: 'f', ec: 'no_worker' })
    const statistics = createStatistics({ database, watching: nobody, now: () => NOW })
    const { summary, series, failures, stepSeconds } = await statistics({ days: 1 })
    expect(stepSeconds).toBe(HOUR)
    expect(summary).toMatchObject({
      playbacks: 7,
      start: { p50: 700, p95: 4000 },
      seek: { p50: 700, p95: 4000 },
      rebufferRatio: 5000 / (5000 + 5000 + 4 * 10_000),
      rebuffers: 2,
      renewals: 3,
      renewalMs: 400,
      failures: 1,
      exitsBeforeStart: 1,
    })
    expect(series.startP50.slice(-3)).toEqual([700, null, 100])
    expect(series.startP95.slice(-3)).toEqual([4000, null, 100])
    expect(series.playbacks.slice(-3)).toEqual([4, 0, 3])
    expect(failures).toEqual([{ code: 'no_worker', count: 1 }])
    expect((await statistics({ days: 7 })).summary.start.p95).toBe(60_000)
  })

  test('what workers did is added up by hour and by name', async () => {
    const database = await open()
    const store = createFigureStore(database, { now: () => NOW })
    const firstBytes = [...FIRST_BYTE_BUCKETS, Infinity].map((_, i) => (i === 9 ? 2 : 0))
    const told = { floodWaits: 1, floodSeconds: 4, firstBytes }
    await store.keepWorkerHour('w-1', 'a', {
      hour: '2026-11-28T12',
      sentBytes: 900,
      readBytes: 100,
      ...told,
    })
    await store.keepWorkerHour('w-1', 'b', {
      hour: '2026-11-28T12',
      sentBytes: 100,
      readBytes: 100,
      ...told,
    })
    await store.keepWorkerHour('w-2', 'c', {
      hour: '2026-11-28T11',
      sentBytes: 50,
      readBytes: 500,
      ...told,
    })
    const { summary, series } = await createStatistics({ database, watching: nobody, now: () => NOW })({
      days: 1,
    })
    expect(series.workers.map(({ name, sentBytes }) => [name, sentBytes.slice(-2)])).toEqual([
      ['w-1', [0, 1000]],
      ['w-2', [50, 0]],
    ])
    expect(series.cacheHitRatio.slice(-2)).toEqual([0, 0.8])
    expect(series.floodSeconds.slice(-2)).toEqual([4, 8])
    expect(summary).toMatchObject({ floodWaits: 3, floodSeconds: 12, firstByte: { p50: 300, p95: 300 } })
  })
})
