// The numbers we publish, all of them, with what they mean: docs/metrics.md and the dashboard in templates/grafana/ are tested
// against this list. A label takes one of a few values that stand here: no ids, names or tokens, and no growth.
import { FIRST_BYTE_BUCKETS } from '@gramreel/contracts/enrolment'
import { ERRORS, type ErrorCode } from '@gramreel/contracts/errors'

const STATUSES = [200, 202, 204, 206, 304] as const
type Status = `${(typeof STATUSES)[number] | (typeof ERRORS)[ErrorCode]['status']}`

const statuses = new Set([...STATUSES, ...Object.values(ERRORS).map(({ status }) => status)])

/** Closed labels list their values; the others are told by whoever is read, and are few by nature. */
export const LABELS = {
  status: [
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- numbers as text, which the type says as well
    ...([...statuses].toSorted((a, b) => a - b).map(String) as Status[]),
    'none',
    'other',
  ] as (Status | 'none' | 'other')[],
  by: ['viewer', 'us'],
  tier: ['memory', 'disk'],
  cache: ['hit', 'miss'],
  outcome: ['started', 'skipped'],
  /** What an attempt died of: the kinds of RpcFailure, and what we find wrong ourselves. */
  cause: [
    'wait',
    'migrate',
    'reference',
    'signed-out',
    'key-lost',
    'refused',
    'no-access',
    'gone',
    'busy',
    'not-inited',
    'part-missing',
    'sent-before',
    'unknown',
    'line_broken',
    'wrong_length',
    'hash_mismatch',
    'other',
  ],
  /** Number of the data centre. */
  dc: undefined,
  version: undefined,
} as const satisfies Record<string, readonly string[] | undefined>

export type LabelName = keyof typeof LABELS

type Row = { metric: string; help: string; label?: LabelName }

/** Raised by `count`. */
export const COUNTERS = {
  requests: {
    metric: 'gramreel_worker_requests_total',
    help: 'Requests answered, by status; none: the viewer left before there was one',
    label: 'status',
  },
  bytesSent: { metric: 'gramreel_worker_sent_bytes_total', help: 'Bytes of files sent to viewers' },
  streamsCut: {
    metric: 'gramreel_worker_streams_cut_total',
    help: 'Answers that ended before their length, by whom; players cut nearly every one',
    label: 'by',
  },
  overloads: {
    metric: 'gramreel_worker_overloads_total',
    help: 'Requests refused because the worker was full',
  },
  cacheHits: {
    metric: 'gramreel_worker_cache_hits_total',
    help: 'Reads that a tier of the cache answered',
    label: 'tier',
  },
  cacheMisses: {
    metric: 'gramreel_worker_cache_misses_total',
    help: 'Reads that a tier of the cache could not answer',
    label: 'tier',
  },
  sharedFetches: {
    metric: 'gramreel_worker_shared_fetches_total',
    help: 'Reads that joined a fetch which was under way already',
  },
  prefetches: {
    metric: 'gramreel_worker_prefetches_total',
    help: 'Prefetches begun, or left out because viewers needed the room',
    label: 'outcome',
  },
  chunksRead: {
    metric: 'gramreel_worker_chunks_read_total',
    help: 'Answers of Telegram that held bytes of files',
  },
  bytesRead: { metric: 'gramreel_worker_read_bytes_total', help: 'Bytes of files read from Telegram' },
  lookups: { metric: 'gramreel_worker_lookups_total', help: 'Messages asked for' },
  hedges: {
    metric: 'gramreel_worker_hedges_total',
    help: 'Requests sent a second time because the first answer was late',
  },
  retries: {
    metric: 'gramreel_worker_retries_total',
    help: 'Failed tries to get something from Telegram, by what they failed of',
    label: 'cause',
  },
  floodWaits: { metric: 'gramreel_worker_flood_waits_total', help: 'Times Telegram asked us to wait' },
  floodSeconds: {
    metric: 'gramreel_worker_flood_wait_seconds_total',
    help: 'Seconds that Telegram asked us to wait, added up',
  },
  referenceRefreshes: {
    metric: 'gramreel_worker_reference_refreshes_total',
    help: 'File references asked for again',
  },
  connections: {
    metric: 'gramreel_worker_telegram_connections_total',
    help: 'Connections to Telegram begun, the first ones too',
  },
  signIns: { metric: 'gramreel_worker_sign_ins_total', help: 'Bot logins, which Telegram limits' },
} as const satisfies Record<string, Row>

/** Read when somebody asks for /metrics, through the functions that were handed to `read`. */
export const READINGS = {
  viewers: { type: 'gauge', metric: 'gramreel_worker_viewers', help: 'Answers being sent' },
  monthSentBytes: {
    type: 'gauge',
    metric: 'gramreel_worker_month_sent_bytes',
    help: 'Bytes of files sent since the month began (UTC), over restarts where DATA_DIR is kept',
  },
  connected: {
    type: 'gauge',
    metric: 'gramreel_worker_telegram_connected',
    help: '1 while signed in to Telegram, else 0',
  },
  windowBytes: {
    type: 'gauge',
    metric: 'gramreel_worker_window_bytes',
    help: 'Bytes that may be asked for at once, by data centre',
    label: 'dc',
  },
  inFlightBytes: {
    type: 'gauge',
    metric: 'gramreel_worker_in_flight_bytes',
    help: 'Bytes asked for and not yet here, by data centre',
    label: 'dc',
  },
  floodGateSeconds: {
    type: 'gauge',
    metric: 'gramreel_worker_flood_gate_seconds',
    help: 'Seconds until we may ask again, by data centre; 0: the gate is open',
    label: 'dc',
  },
  segmentUsedBytes: {
    type: 'gauge',
    metric: 'gramreel_worker_segment_used_bytes',
    help: 'Bytes of the memory budget in use: on their way, kept, or being sent',
  },
  segmentMaxBytes: {
    type: 'gauge',
    metric: 'gramreel_worker_segment_max_bytes',
    help: 'The memory budget for bytes of files',
  },
  cacheBytes: {
    type: 'gauge',
    metric: 'gramreel_worker_cache_bytes',
    help: 'Bytes kept in the cache, by tier',
    label: 'tier',
  },
  eventLoopP50: {
    type: 'gauge',
    metric: 'nodejs_eventloop_lag_p50_seconds',
    help: 'Half of the timers since the last reading were no later than this',
  },
  eventLoopP99: {
    type: 'gauge',
    metric: 'nodejs_eventloop_lag_p99_seconds',
    help: '99 of 100 timers since the last reading were no later than this',
  },
  residentBytes: { type: 'gauge', metric: 'process_resident_memory_bytes', help: 'Resident memory' },
  heapUsedBytes: {
    type: 'gauge',
    metric: 'nodejs_heap_size_used_bytes',
    help: 'Memory of JavaScript objects',
  },
  externalBytes: {
    type: 'gauge',
    metric: 'nodejs_external_memory_bytes',
    help: 'Memory outside the heap that JavaScript objects hold, buffers above all',
  },
  cpuSeconds: { type: 'counter', metric: 'process_cpu_seconds_total', help: 'CPU time used' },
  startTime: {
    type: 'gauge',
    metric: 'process_start_time_seconds',
    help: 'When the process began, in seconds since 1970',
  },
  info: {
    type: 'gauge',
    metric: 'gramreel_worker_info',
    help: 'Always 1; the label tells the version of the worker',
    label: 'version',
  },
  nodeInfo: {
    type: 'gauge',
    metric: 'nodejs_version_info',
    help: 'Always 1; the label tells the version of Node',
    label: 'version',
  },
} as const satisfies Record<string, Row & { type: 'gauge' | 'counter' }>

/** Filled by `observe`, in seconds. */
export const HISTOGRAMS = {
  timeToFirstByte: {
    metric: 'gramreel_worker_time_to_first_byte_seconds',
    help: 'From a request to the first byte of its answer; hit: that byte was in the cache',
    label: 'cache',
    buckets: FIRST_BYTE_BUCKETS,
  },
  chunkLatency: {
    metric: 'gramreel_worker_chunk_latency_seconds',
    help: 'From a request for bytes of a file to the answer of Telegram',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
} as const satisfies Record<string, Row & { buckets: readonly number[] }>

export type Counter = keyof typeof COUNTERS
export type Reading = keyof typeof READINGS
export type Histogram = keyof typeof HISTOGRAMS

type All = typeof COUNTERS & typeof READINGS & typeof HISTOGRAMS

/** What the label of a metric may be; never for one without. */
export type LabelOf<N extends keyof All> = All[N] extends { label: infer L extends LabelName }
  ? (typeof LABELS)[L] extends readonly (infer V)[]
    ? V
    : string
  : never

/** The label of `requests`; 0: the socket went before there was a status. */
export function statusLabel(status: number): LabelOf<'requests'> {
  if (status === 0) return 'none'
  return LABELS.status.find((known) => known === String(status)) ?? 'other'
}
