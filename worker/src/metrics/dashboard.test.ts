import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { COUNTERS, HISTOGRAMS, LABELS, READINGS } from './metric-list.ts'

/** Metrics that the dashboard leaves out on purpose. */
const LEFT_OUT: readonly string[] = []

type Target = { refId: string; expr: string; datasource: { uid: string } }
type Panel = {
  id: number
  type: string
  title: string
  description?: string
  datasource?: { uid: string }
  targets?: Target[]
  gridPos: { x: number; y: number; w: number; h: number }
}
type Dashboard = {
  schemaVersion: number
  panels: Panel[]
  templating: { list: { name: string; type: string; definition?: string }[] }
}

const path = resolve(import.meta.dirname, '../../../templates/grafana/gramreel-worker.json')
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests below look at what is there
const dashboard = JSON.parse(readFileSync(path, 'utf8')) as Dashboard
const panels = dashboard.panels.filter(({ type }) => type !== 'row')
const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })))
const histograms = new Set<string>(Object.values(HISTOGRAMS).map(({ metric }) => metric))
const rows = [...Object.values(COUNTERS), ...Object.values(READINGS), ...Object.values(HISTOGRAMS)]
const labelsOf = new Map<string, string | undefined>(
  rows.map((row) => [row.metric, 'label' in row ? row.label : undefined]),
)

/** Of a query, as the list has them: a histogram's parts under its own name. */
function metricsOf(expr: string): string[] {
  const names = expr.match(/\b(?:gramreel_worker|process|nodejs)_[a-z0-9_]+/g) ?? []
  return names.map((name) => {
    const whole = name.replace(/_(?:bucket|sum|count)$/, '')
    return histograms.has(whole) ? whole : name
  })
}

describe('the dashboard', () => {
  it('asks for no metric that is not in the list', () => {
    const asked = dashboard.templating.list.map(({ definition = '' }) => ({
      title: 'variable',
      expr: definition,
    }))
    for (const { title, expr } of [...queries, ...asked]) {
      for (const metric of metricsOf(expr))
        expect([title, metric, labelsOf.has(metric)]).toEqual([title, metric, true])
    }
    expect(queries.length).toBeGreaterThan(20)
  })

  it('shows every metric of the list, but for those left out on purpose', () => {
    const shown = new Set(queries.flatMap(({ expr }) => metricsOf(expr)))
    expect([...labelsOf.keys()].filter((metric) => !shown.has(metric))).toEqual(LEFT_OUT)
  })

  it('groups by labels that the metric has, and picks by those of the scraper', () => {
    for (const { title, expr } of queries) {
      const own = new Set([...metricsOf(expr).map((metric) => labelsOf.get(metric)), 'instance', 'job', 'le'])
      const used = [
        ...Array.from(expr.matchAll(/\bby \(([^)]*)\)/g), ([, list = '']) => list.split(', ')).flat(),
        ...Array.from(expr.matchAll(/([a-z_]+)(?:=~|="|!=|!~)/g), ([, label = '']) => label),
      ]
      for (const label of used) expect([title, label, own.has(label)]).toEqual([title, label, true])
      for (const metric of metricsOf(expr)) {
        expect(expr).toMatch(new RegExp(`${metric}(?:_bucket)?\\{job=~"\\$job", instance=~"\\$instance"`))
      }
    }
    expect(Object.keys(LABELS)).not.toContain('instance')
  })

  it('takes rates of counters, and values of gauges', () => {
    const counters = new Set<string>([
      ...Object.values(COUNTERS).map(({ metric }) => metric),
      ...Object.values(READINGS).flatMap(({ type, metric }) => (type === 'counter' ? [metric] : [])),
      ...histograms,
    ])
    for (const { expr } of queries) {
      for (const metric of metricsOf(expr)) {
        const isRate = new RegExp(
          `(?:rate|increase)\\(${metric}(?:_bucket)?\\{[^}]*\\}\\[\\$__rate_interval\\]\\)`,
        )
        expect([metric, isRate.test(expr)]).toEqual([metric, counters.has(metric)])
      }
      expect(expr.split('(').length).toBe(expr.split(')').length)
    }
  })

  it('is in order: one data source to choose, panels with a sentence each, none over another', () => {
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(38)
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'job', 'instance'])
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
    for (const { title, description, datasource, targets = [] } of panels) {
      expect([title, description]).toEqual([title, expect.stringMatching(/\.$/)])
      for (const from of [datasource, ...targets.map((target) => target.datasource)]) {
        expect(from?.uid).toBe('${datasource}')
      }
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length)
    }
    const cells = new Set<string>()
    let count = 0
    for (const { gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++, count++) cells.add(`${x} ${y}`)
      }
    }
    expect(cells.size).toBe(count)
  })
})
