// Prometheus' text format, version 0.0.4, read as strictly as it is written down: whatever a scraper may stumble over throws.
// https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details
const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`)
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\n"])*)"(?:,|$)/
const NUMBER = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|NaN|[+-]Inf)$/i

export type Sample = { name: string; labels: Record<string, string>; value: number }
export type Family = { name: string; type: string; help: string; samples: Sample[] }

/** By name. Throws with the line that is wrong. */
export function parseMetrics(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line must end in a newline')
  const families = new Map<string, Family>()
  const seen = new Set<string>()
  let current: Family | undefined
  for (const line of text.slice(0, -1).split('\n')) {
    const [, word, name = '', rest = ''] = new RegExp(`^# (HELP|TYPE) (${NAME}) (.*)$`).exec(line) ?? []
    if (word === 'HELP') {
      if (families.has(name)) throw new Error(`twice: ${line}`)
      families.set(name, (current = { name, type: '', help: rest, samples: [] }))
    } else if (word === 'TYPE') {
      if (current?.name !== name || current.type) throw new Error(`TYPE out of place: ${line}`)
      if (!['counter', 'gauge', 'histogram'].includes(rest)) throw new Error(`no such type: ${line}`)
      current.type = rest
    } else {
      const sample = parseSample(line)
      if (!current?.type || !belongs(sample, current)) throw new Error(`out of its group: ${line}`)
      const identity = identityOf(sample)
      if (seen.has(identity)) throw new Error(`twice: ${line}`)
      seen.add(identity)
      current.samples.push(sample)
    }
  }
  for (const family of families.values()) checkFamily(family)
  return families
}

function parseSample(line: string): Sample {
  const [, name = '', inside = '', number = ''] = SAMPLE.exec(line) ?? []
  if (!NUMBER.test(number)) throw new Error(`not a sample: ${line}`)
  const labels: Record<string, string> = {}
  for (let rest = inside; rest;) {
    const [whole = '', label = '', value = ''] = LABEL.exec(rest) ?? []
    if (!whole || label in labels || label.startsWith('__')) throw new Error(`not a label: ${line}`)
    labels[label] = value.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter))
    rest = rest.slice(whole.length)
  }
  return { name, labels, value: Number(number.replace('Inf', 'Infinity')) }
}

function belongs({ name, labels }: Sample, family: Family): boolean {
  if (family.type !== 'histogram') return name === family.name
  if (name === `${family.name}_bucket`) return 'le' in labels
  return name === `${family.name}_sum` || name === `${family.name}_count`
}

/** What Prometheus takes for granted of a type. */
function checkFamily({ name, type, help, samples }: Family): void {
  if (!type || !help) throw new Error(`${name} has no type or no help`)
  if (type === 'counter') {
    if (!name.endsWith('_total')) throw new Error(`the counter ${name} does not end in _total`)
    if (samples.some(({ value }) => !(value >= 0))) throw new Error(`the counter ${name} is below 0`)
  }
  if (type !== 'histogram') return
  const groups = Map.groupBy(samples, ({ labels }) => identityOf({ name, labels: { ...labels, le: '' } }))
  for (const group of groups.values()) {
    const buckets = group.filter((sample) => sample.name.endsWith('_bucket'))
    const count = group.find((sample) => sample.name.endsWith('_count'))?.value
    const bounds = buckets.map(({ labels }) => Number(labels['le']?.replace('Inf', 'Infinity')))
    if (bounds.at(-1) !== Infinity || !isGrowing(bounds, true))
      throw new Error(`${name}: bounds ${bounds.join(' ')}`)
    if (
      !isGrowing(
        buckets.map(({ value }) => value),
        false,
      )
    )
      throw new Error(`${name} does not add up`)
    if (buckets.at(-1)?.value !== count || !group.some((sample) => sample.name.endsWith('_sum'))) {
      throw new Error(`${name}: _count or _sum is wrong`)
    }
  }
}

function isGrowing(numbers: number[], isStrict: boolean): boolean {
  return numbers.every((n, i) => i === 0 || n > (numbers[i - 1] ?? 0) || (!isStrict && n === numbers[i - 1]))
}

/** The same for the same labels in another order. */
function identityOf({ name, labels }: Omit<Sample, 'value'>): string {
  const names = Object.keys(labels).toSorted((a, b) => a.localeCompare(b))
  return JSON.stringify([name, names.map((label) => [label, labels[label]])])
}
