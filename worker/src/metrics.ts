// The numbers we publish, declared in one list. No ids, names or tokens among them.

const COUNTERS = {
  requests: ['gramreel_worker_requests_total', 'Answers to requests for files, by status class'],
  bytesSent: ['gramreel_worker_sent_bytes_total', 'Bytes of files sent to viewers'],
  streamsCut: ['gramreel_worker_streams_cut_total', 'Answers that ended before their length, by whom'],
  chunksRead: ['gramreel_worker_chunks_read_total', 'Chunks read from Telegram'],
  bytesRead: ['gramreel_worker_read_bytes_total', 'Bytes of files read from Telegram'],
  lookups: ['gramreel_worker_lookups_total', 'Messages asked for'],
  retries: ['gramreel_worker_retries_total', 'Failed tries to get something from Telegram'],
  floodWaits: ['gramreel_worker_flood_waits_total', 'Times Telegram asked us to wait'],
  referenceRefreshes: ['gramreel_worker_reference_refreshes_total', 'File references asked for again'],
  connections: ['gramreel_worker_telegram_connections_total', 'Connections to Telegram begun'],
  signIns: ['gramreel_worker_sign_ins_total', 'Bot logins'],
  cacheHits: ['gramreel_worker_cache_hits_total', 'Chunks that were at hand'],
  cacheMisses: ['gramreel_worker_cache_misses_total', 'Chunks that had to be fetched'],
  sharedFetches: ['gramreel_worker_shared_fetches_total', 'Chunks whose fetch was under way already'],
} as const

export type Counter = keyof typeof COUNTERS

const GAUGES = {
  streams: ['gramreel_worker_streams', 'Answers being sent'],
  cacheBytes: ['gramreel_worker_cache_bytes', 'Bytes of chunks in memory'],
  connected: ['gramreel_worker_telegram_connected', '1 while signed in to Telegram'],
  residentBytes: ['process_resident_memory_bytes', 'Resident memory'],
  cpuSeconds: ['process_cpu_seconds_total', 'CPU time used'],
} as const

export type Gauge = keyof typeof GAUGES

export class Metrics {
  /** By counter, then by label text (`status="2xx"`; '' for none). */
  readonly #counts = new Map<Counter, Map<string, number>>()

  count(name: Counter, by = 1, label = ''): void {
    let values = this.#counts.get(name)
    if (!values) this.#counts.set(name, (values = new Map()))
    values.set(label, (values.get(label) ?? 0) + by)
  }

  /** Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
  render(gauges: Record<Gauge, number>): string {
    const lines: string[] = []
    for (const [name, [metric, help]] of entries(COUNTERS)) {
      lines.push(`# HELP ${metric} ${help}`, `# TYPE ${metric} counter`)
      for (const [label, value] of this.#counts.get(name) ?? [['', 0] as const]) {
        lines.push(`${metric}${label && `{${label}}`} ${value}`)
      }
    }
    for (const [name, [metric, help]] of entries(GAUGES)) {
      lines.push(`# HELP ${metric} ${help}`, `# TYPE ${metric} gauge`, `${metric} ${gauges[name]}`)
    }
    return `${lines.join('\n')}\n`
  }
}

function entries<T extends object>(table: T): [keyof T, T[keyof T]][] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tables above have no other keys
  return Object.entries(table) as [keyof T, T[keyof T]][]
}
