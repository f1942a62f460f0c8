import { expect, it, onTestFinished } from 'vitest'
import { Metrics } from '../metrics/metrics.ts'
import { readFigures } from '../metrics/read-figures.ts'
import { reportTraffic } from './report-traffic.ts'

type Body = { sentBytes: number; figures?: { sentBytes: number } }

/** A worker that has sent some bytes, and a backend that answers by status. */
function start(answer: (body: Body) => number) {
  const metrics = new Metrics()
  metrics.count('bytesSent', 1000)
  const told: Body[] = []
  const clock = { now: Date.UTC(2026, 10, 28, 10) / 1000 }
  const report = reportTraffic({
    ask: async (_method, _path, options) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as reportTraffic writes it; looked at below
      const body = options?.body as Body
      told.push(body)
      return { status: answer(body), body: { allowedOrigins: [] } }
    },
    sentBytes: () => metrics.total('bytesSent'),
    figures: () => readFigures(metrics),
    now: () => clock.now,
    onOrigins: () => {},
    everyMs: 20,
  })
  onTestFinished(() => report.close())
  return { metrics, told, clock }
}

it('what was told is not told again until there is something new', async () => {
  const { metrics, told } = start(() => 200)
  await expect.poll(() => told.length).toBe(1)
  metrics.count('floodWaits')
  await expect.poll(() => told.length).toBe(2)
  expect(told.map(({ sentBytes }) => sentBytes)).toEqual([1000, 1000])
})

it('a gallery of before, which does not know the figures, still hears of the bytes sent', async () => {
  const { told } = start((body) => (body.figures ? 400 : 200))
  await expect.poll(() => told.length).toBe(2)
  expect(told[0]?.figures?.sentBytes).toBe(1000)
  expect(told[1]).toMatchObject({ sentBytes: 1000 })
  expect(told[1]?.figures).toBeUndefined()
})

it('a gallery that was updated since hears of the figures in the next hour', async () => {
  let isOld = true
  const { told, clock, metrics } = start((body) => (isOld && body.figures ? 400 : 200))
  await expect.poll(() => told.length).toBe(2)
  isOld = false
  metrics.count('bytesSent', 1)
  await expect.poll(() => told.length).toBe(3)
  expect(told[2]?.figures).toBeUndefined()
  clock.now += 3600
  await expect.poll(() => told.at(-1)?.figures?.sentBytes).toBe(0)
})
