import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { array, assert, constantFrom, double, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RpcFailure } from '../telegram/rpc-error.ts'
import { parseMetrics } from '../testing/parse-metrics.ts'
import { COUNTERS, HISTOGRAMS, LABELS, type LabelOf, READINGS, statusLabel } from './metric-list.ts'
import { Metrics } from './metrics.ts'
import { readProcess } from './process-readings.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const typeOf = (name: string) => (name in COUNTERS ? 'counter' : 'histogram')
const ALL = { ...COUNTERS, ...READINGS, ...HISTOGRAMS }
const causes: Record<RpcFailure['kind'] | 'line_broken' | 'wrong_length' | 'hash_mismatch', true> = {
  wait: true,
  migrate: true,
  reference: true,
  'signed-out': true,
  'key-lost': true,
  refused: true,
  'no-access': true,
  gone: true,
  busy: true,
  'not-inited': true,
  'part-missing': true,
  'sent-before': true,
  unknown: true,
  line_broken: true,
  wrong_length: true,
  hash_mismatch: true,
}
const isCause = (cause: string): cause is LabelOf<'retries'> => LABELS.cause.some((known) => known === cause)

describe('the list', () => {
  it('has a name of its own and a sentence for each', () => {
    const names = Object.values(ALL).map(({ metric }) => metric)
    expect(new Set(names).size).toBe(names.length)
    for (const { metric, help } of Object.values(ALL)) {
      expect(metric).toMatch(/^(?:gramreel_worker|process|nodejs)_[a-z0-9_]+$/)
      expect(help).toMatch(/^\S.{10,}[^.]$/)
    }
  })

  it('has every kind of failure among the causes', () => {
    for (const cause of Object.keys(causes)) expect([cause, isCause(cause)]).toEqual([cause, true])
  })

  it('has a label for every status there may be', () => {
    expect([206, 503, 0, 299].map(statusLabel)).toEqual(['206', '503', 'none', 'other'])
  })

  it('is what docs/metrics.md tells', () => {
    const docs = readFileSync(resolve(import.meta.dirname, '../../../docs/metrics.md'), 'utf8')
    const rows = docs
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.slice(2, -2).split(' | '))
    expect(rows).toEqual(
      Object.entries(ALL).map(([name, row]) => [
        `\`${row.metric}\``,
        'type' in row ? row.type : typeOf(name),
        'label' in row ? row.label : '',
        row.help,
      ]),
    )
  })
})

/** Never called: `npm run types` fails where one of these is no error. */
export function wrongNames(metrics: Metrics): void {
  // @ts-expect-error -- no such counter
  metrics.count('request')
  // @ts-expect-error -- no such value of the label
  metrics.count('retries', 1, 'film.mp4')
  // @ts-expect-error -- a counter without a label
  metrics.count('bytesSent', 1, 'viewer')
  // @ts-expect-error -- a reading is not counted
  metrics.count('viewers')
  // @ts-expect-error -- a histogram's label is not another's
  metrics.observe('timeToFirstByte', 1, 'memory')
  // @ts-expect-error -- a reading by tier is no single number
  metrics.read('cacheBytes', () => 1)
}

describe('metrics', () => {
  it('begin at 0, every value of a closed label told', () => {
    const families = parseMetrics(new Metrics().render())
    expect([...families.keys()]).toEqual(Object.values(ALL).map(({ metric }) => metric))
    expect(families.get('gramreel_worker_retries_total')?.samples).toHaveLength(LABELS.cause.length)
    expect(families.get('gramreel_worker_sent_bytes_total')?.samples).toEqual([
      { name: 'gramreel_worker_sent_bytes_total', labels: {}, value: 0 },
    ])
  })

  it('add up, by label', () => {
    const metrics = new Metrics()
    metrics.count('bytesSent', 65_536)
    metrics.count('bytesSent', 10 ** 15)
    metrics.count('requests', 1, '206')
    metrics.count('requests', 2, statusLabel(503))
    metrics.count('retries')
    metrics.read('inFlightBytes', () => ({ 2: 1024, 4: 0 }))
    metrics.read('viewers', () => 7)
    metrics.read('info', () => ({ 'a"b\\c\nd': 1 }))
    expect(metrics.total('bytesSent')).toBe(10 ** 15 + 65_536)
    const families = parseMetrics(metrics.render())
    const samplesOf = (name: string) =>
      (families.get(name)?.samples ?? [])
        .filter(({ value }) => value > 0)
        .map(({ labels, value }) => [Object.values(labels)[0] ?? '', value])
    expect(samplesOf('gramreel_worker_sent_bytes_total')).toEqual([['', 10 ** 15 + 65_536]])
    expect(samplesOf('gramreel_worker_requests_total')).toEqual([
      ['206', 1],
      ['503', 2],
    ])
    expect(samplesOf('gramreel_worker_retries_total')).toEqual([['other', 1]])
    expect(families.get('gramreel_worker_in_flight_bytes')?.samples).toHaveLength(2)
    expect(samplesOf('gramreel_worker_viewers')).toEqual([['', 7]])
    expect(samplesOf('gramreel_worker_info')).toEqual([['a"b\\c\nd', 1]])
  })

  it('do not grow with what they are given', () => {
    const metrics = new Metrics()
    const lines = metrics.render().split('\n').length
    for (let i = 0; i < 1000; i++) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what types forbid, made at run time
      metrics.count('requests', 1, `x${i}` as '200')
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
      metrics.observe('timeToFirstByte', 1, `x${i}` as 'hit')
    }
    const perGroup = HISTOGRAMS.timeToFirstByte.buckets.length + 3
    expect(metrics.render().split('\n').length).toBe(lines + perGroup)
    expect(metrics.render()).not.toContain('x999')
  })

  it('observe into buckets that add up, whatever comes', () => {
    const seconds = double({ min: 0, max: 100, noNaN: true })
    const label = constantFrom('hit' as const, 'miss' as const)
    assert(
      property(array(tuple(seconds, label)), (observed) => {
        const metrics = new Metrics()
        for (const [value, cache] of observed) metrics.observe('timeToFirstByte', value, cache)
        const { samples } = parseMetrics(metrics.render()).get(HISTOGRAMS.timeToFirstByte.metric) ?? {
          samples: [],
        }
        for (const { name, labels, value } of samples) {
          const mine = observed.filter(([, cache]) => cache === labels['cache']).map(([second]) => second)
          const most = Number(labels['le']?.replace('+Inf', 'Infinity') ?? Infinity)
          const expected = name.endsWith('_sum')
            ? mine.reduce((sum, second) => sum + second, 0)
            : mine.filter((second) => second <= most).length
          expect(value).toBeCloseTo(expected, 6)
        }
        expect(samples).toHaveLength(2 * (HISTOGRAMS.timeToFirstByte.buckets.length + 3))
      }),
    )
  })

  it('tell of the process, a busy event loop too', async () => {
    const metrics = new Metrics()
    const readings = readProcess(metrics, '1.2.3')
    const value = (name: string) => parseMetrics(metrics.render()).get(name)?.samples[0]?.value ?? NaN
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(20e6)
    expect(value('nodejs_heap_size_used_bytes')).toBeGreaterThan(1e6)
    expect(value('process_cpu_seconds_total')).toBeGreaterThan(0)
    expect(Math.abs(value('process_start_time_seconds') + process.uptime() - Date.now() / 1000)).toBeLessThan(
      1,
    )
    expect(parseMetrics(metrics.render()).get('gramreel_worker_info')?.samples[0]?.labels).toEqual({
      version: '1.2.3',
    })
    await pause(300)
    value('nodejs_eventloop_lag_p99_seconds')
    await pause(150)
    for (const end = performance.now() + 400; performance.now() < end;);
    await pause(150)
    expect(value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0.2)
    expect(value('nodejs_eventloop_lag_p99_seconds')).toBeLessThan(0.2)
    readings.close()
  })
})

describe('the parser of the tests', () => {
  it('refuses what a scraper would stumble over', () => {
    const head = '# HELP a_total b\n# TYPE a_total counter\n'
    expect(parseMetrics(`${head}a_total 1\n`).get('a_total')?.samples[0]?.value).toBe(1)
    const wrong = [
      `${head}a_total 1`,
      `${head}a_total one\n`,
      `${head}a_total 1\na_total 1\n`,
      `${head}a_total{x="1} 1\n`,
      `${head}a_total{x="a"b"} 1\n`,
      `${head}a_total{x="1",x="2"} 1\n`,
      `${head}a_total -1\n`,
      `${head}b_total 1\n`,
      `${head}\na_total 1\n`,
      `${head}${head}`,
      'a_total 1\n',
      '# HELP a b\n# TYPE a counter\na 1\n',
      '# HELP h b\n# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n',
      '# HELP h b\n# TYPE h histogram\nh_bucket{le="1"} 1\nh_sum 1\nh_count 1\n',
    ]
    for (const text of wrong) expect(() => parseMetrics(text), text).toThrow()
  })
})
