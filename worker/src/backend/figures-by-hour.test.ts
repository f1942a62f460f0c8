import { Value } from 'typebox/value'
import { expect, it } from 'vitest'
import { WorkerFigures } from '@gramreel/contracts/enrolment'
import { Metrics } from '../metrics/metrics.ts'
import { readFigures } from '../metrics/read-figures.ts'
import { countByHour } from './figures-by-hour.ts'

const TEN = Date.UTC(2026, 10, 28, 10) / 1000

function setUp() {
  const metrics = new Metrics()
  const clock = { now: TEN }
  const report = countByHour(
    () => readFigures(metrics),
    () => clock.now,
  )
  return { metrics, clock, report }
}

it('tells what this hour has brought so far, again and again', () => {
  const { metrics, report } = setUp()
  metrics.count('bytesSent', 100)
  expect(report().figures).toMatchObject({ hour: '2026-11-28T10', sentBytes: 100 })
  metrics.count('bytesSent', 50)
  const { figures } = report()
  expect(figures).toMatchObject({ hour: '2026-11-28T10', sentBytes: 150 })
  expect(Value.Check(WorkerFigures, figures)).toBe(true)
})

it('begins a new hour with what was not told in the last one, so that nothing is lost or told twice', () => {
  const { metrics, clock, report } = setUp()
  metrics.count('bytesSent', 100)
  report().told()
  metrics.count('bytesSent', 7)
  report() // did not arrive
  clock.now += 3600
  metrics.count('floodSeconds', 2.5)
  expect(report().figures).toMatchObject({ hour: '2026-11-28T11', sentBytes: 7, floodSeconds: 2.5 })
})

it('counts first bytes by bucket, those beyond the last too', () => {
  const { metrics, report } = setUp()
  metrics.observe('timeToFirstByte', 0.0005, 'hit')
  metrics.observe('timeToFirstByte', 0.2, 'miss')
  metrics.observe('timeToFirstByte', 99, 'miss')
  const { firstBytes } = report().figures
  expect(firstBytes[0]).toBe(1)
  expect(firstBytes[9]).toBe(1)
  expect(firstBytes.at(-1)).toBe(1)
  expect(firstBytes.reduce((sum, count) => sum + count)).toBe(3)
})
