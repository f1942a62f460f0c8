// Composition root: every part and every adapter is named here.
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { WorkerHealth } from '@gramreel/contracts/status'
import { askOnceEnrolled, createAskBackend } from './backend/ask-backend.ts'
import { createBackendUploads } from './backend/backend-uploads.ts'
import { createBackendSlots } from './backend/backend-slot.ts'
import { createFindings } from './backend/findings.ts'
import { type Enrolment, startEnrolment } from './backend/enrol.ts'
import { createIdentity } from './backend/identity.ts'
import { reportTraffic } from './backend/report-traffic.ts'
import { watchWithdrawals } from './backend/withdrawals.ts'
import { ChunkCache } from './chunks/chunk-cache.ts'
import { DiskTier } from './chunks/disk-tier.ts'
import { MemoryTier } from './chunks/memory-tier.ts'
import { ReadingTrails } from './chunks/reading-trails.ts'
import type { Readers } from './chunks/read-window.ts'
import { SegmentPool } from './chunks/segment-pool.ts'
import { DEFAULT_MEMORY_MB, type WorkerConfig } from './config.ts'
import { messageRoutes } from './http/message-routes.ts'
import { proofRoutes } from './http/proof-routes.ts'
import { createServer } from './http/server.ts'
import { sliceCheckRoute } from './http/slice-check.ts'
import { statusRoutes } from './http/status-routes.ts'
import { isFull, streamRoutes } from './http/stream-routes.ts'
import { uploadRoutes } from './http/upload-routes.ts'
import { createLinkCheck } from './links/check-link.ts'
import { createTaskCheck } from './links/check-task.ts'
import { fetchedKeys, fixedKeys } from './links/key-set.ts'
import { parseLinkKeys } from './links/link-keys.ts'
import { createPlaybacks } from './links/playbacks.ts'
import { statusLabel } from './metrics/metric-list.ts'
import { Metrics } from './metrics/metrics.ts'
import { readFigures } from './metrics/read-figures.ts'
import { readProcess } from './metrics/process-readings.ts'
import { countSentThisMonth } from './metrics/sent-this-month.ts'
import { createPrefetch } from './prefetch.ts'
import { prepareDataDir, StartError } from './start-error.ts'
import type { SourceFile } from './telegram/chunk-source.ts'
import { GramjsChunkSource } from './telegram/gramjs-chunk-source.ts'
import { GramjsClient } from './telegram/gramjs-client.ts'
import { createGramjsMessageSource } from './telegram/gramjs-message-source.ts'
import { GramjsUploadSink } from './telegram/gramjs-upload-sink.ts'
import { ige } from './telegram/ige.ts'
import { trustServerKey } from './telegram/gramjs-trust.ts'
import { createSessionStore } from './telegram/session-store.ts'
import { PartMemory } from './uploads/part-memory.ts'
import { Uploads } from './uploads/uploads.ts'

export type { WorkerConfig } from './config.ts'
export { EnrolmentRefused } from './backend/enrol.ts'
export { Refused } from './telegram/gramjs-client.ts'
export { StartError } from './start-error.ts'

export type Worker = {
  /** `http://host:port` */
  url: string
  /** Resolves at the first sign-in; rejects with Refused when Telegram does not accept the bot token. May be ignored. */
  signedIn: Promise<void>
  /** Resolves once the backend took its enrolment code, at once without one; rejects with EnrolmentRefused. May be ignored. */
  enrolled: Promise<void>
  health(): WorkerHealth
  /** Ends within 8 s: nothing new, what is short is finished, the rest is cut. */
  close(): Promise<void>
}

/** How long running answers may go on once the worker is asked to stop. */
const STOP_GRACE_MS = 5_000
const MIB = 1024 * 1024
const DEFAULT_ID = 'worker-1'
/** Bytes on their way and being sent need some memory, whatever the setting. */
const MIN_MEMORY_BYTES = 8 * MIB
/** Beside that: 16 MiB for parts of files on their way up. */
const UPLOAD_MEMORY_PARTS = 32

const packageJson: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const version =
  typeof packageJson === 'object' && packageJson ? String(Reflect.get(packageJson, 'version')) : ''

/**
 * Starts a worker: listening when the promise resolves, connected to Telegram some time after (see `signedIn`, `/ready`).
 * Rejects with StartError, one sentence, when it cannot listen or cannot write its data folder.
 */
export async function createWorker(config: WorkerConfig): Promise<Worker> {
  const log = config.log ?? (() => {})
  const now = config.now ?? (() => Math.floor(Date.now() / 1000))
  if (config.dataDir !== undefined) prepareDataDir(config.dataDir)
  if (config.telegramPublicKey !== undefined) trustServerKey(config.telegramPublicKey)

  if (ige.kind === 'javascript')
    log('warn', 'AES runs in JavaScript on this machine: streams cost several times the processor time')

  const metrics = new Metrics()
  const processReadings = readProcess(metrics, version)
  const sentThisMonth = countSentThisMonth({
    dataDir: config.dataDir,
    sentBytes: () => metrics.total('bytesSent'),
    now,
    onTrouble: (message, error) => log('warn', message, { reason: String(error) }),
  })
  const warn = (message: string, error: unknown) => log('warn', message, { reason: String(error) })
  const { backendUrl, botToken, enrolmentCode } = config
  const identity = enrolmentCode === undefined ? undefined : createIdentity(botToken, enrolmentCode)
  const workerId = config.workerId ?? identity?.workerId ?? DEFAULT_ID
  const tried = Promise.withResolvers<void>()
  const askAtOnce =
    backendUrl === undefined
      ? undefined
      : createAskBackend({ backendUrl, workerId, botToken, ...(identity && { sign: identity.sign }) })
  const ask = askAtOnce && identity ? askOnceEnrolled(askAtOnce, tried.promise) : askAtOnce
  const sessions = createSessionStore({
    dataDir: config.dataDir,
    given: config.session,
    owner: `${config.botToken} ${config.telegramPublicKey ?? ''}`,
    backendSlots: ask && ((instance) => createBackendSlots({ ask, instance, onTrouble: warn })),
    onTrouble: warn,
    renewMs: config.sessionRenewMs,
  })
  const client = new GramjsClient({
    apiId: config.apiId,
    apiHash: config.apiHash,
    botToken: config.botToken,
    dcs: config.dcs,
    version,
    sessions,
    log,
    count: (name) => metrics.count(name),
  })
  const source = new GramjsChunkSource({
    client,
    count: (name, by) => metrics.count(name, by),
    onRetry: (cause) => metrics.count('retries', 1, cause),
    onAnswer: (seconds) => metrics.observe('chunkLatency', seconds),
    log: (message, detail) => log('info', message, detail),
  })
  const pool = new SegmentPool(Math.max(MIN_MEMORY_BYTES, (config.cacheMemoryMb ?? DEFAULT_MEMORY_MB) * MIB))
  const timeToLiveMs = (config.cacheTtlSeconds ?? 600) * 1000
  const readers: Readers = { count: 0 }
  const memory = new MemoryTier({ maxBytes: pool.maxBytes, timeToLiveMs, readers })
  const disk = openDiskTier(config, pool, memory, warn)
  const chunks = new ChunkCache<SourceFile>({
    fetch: (file, offset, into, want) => source.read(file, offset, into, want),
    pool,
    memory,
    disk,
    count: (name, tier) => (name === 'sharedFetches' ? metrics.count(name) : metrics.count(name, 1, tier)),
  })
  const keySource =
    config.linkKeys !== undefined
      ? fixedKeys(parseLinkKeys(config.linkKeys))
      : fetchedKeys(
          backendUrl ?? '',
          (message, detail) => log('warn', message, detail),
          now,
          config.linkKeysAskAgainMs,
        )
  const { clockSkewSeconds: skewSeconds, playbackPauseSeconds: pauseSeconds } = config
  const playbacks = createPlaybacks({ pauseSeconds, skewSeconds })
  const withdrawals =
    ask &&
    watchWithdrawals({
      ask,
      onWithdrawn: (grant) => playbacks.withdraw(grant),
      onTrouble: (error) => warn('the backend does not tell whose access was withdrawn', error),
      everyMs: config.withdrawnPollMs,
    })
  const findings = ask && createFindings({ ask, onTrouble: warn, gatherMs: config.findingsGatherMs })
  const uploads =
    ask &&
    new Uploads({
      sink: new GramjsUploadSink({
        client,
        giveWay: (signal) => source.giveWay(signal),
        log: (message, detail) => log('info', message, detail),
      }),
      notes: createBackendUploads(ask),
      memory: new PartMemory(UPLOAD_MEMORY_PARTS),
      log,
      lookEveryMs: config.uploadsLookMs,
    })
  const allowedOrigins = new Set(config.allowedOrigins)
  const allow = (origins: readonly string[]) => {
    for (const origin of origins) allowedOrigins.add(origin)
  }
  const report =
    ask &&
    reportTraffic({
      ask,
      sentBytes: () => metrics.total('bytesSent'),
      figures: () => readFigures(metrics),
      now,
      onOrigins: allow,
      everyMs: config.reportMs,
    })
  const active = new Set<ServerResponse>()
  const uploading = new Set<ServerResponse>()
  let isStopping = false
  let enrolment: Enrolment | undefined
  let publicUrl = ''

  const health = (): WorkerHealth => {
    const telegram = source.status()
    const status = isStopping ? 'stopping' : telegram === 'connected' ? 'ok' : 'degraded'
    return { status, version, telegram, ...(isFull({ chunks, readers }) && { isFull: true }) }
  }

  const app = createServer({
    log,
    allowedOrigins,
    retryAfterSeconds: () => source.trouble()?.retryAfterSeconds,
    onAnswer: (status) => metrics.count('requests', 1, statusLabel(status)),
  })
  const checkLink = createLinkCheck({ audience: workerId, keySource, playbacks, now, skewSeconds })
  streamRoutes(app, {
    checkLink,
    playbacks,
    source,
    chunks,
    readers,
    trails: new ReadingTrails(),
    prefetch: createPrefetch({
      source,
      chunks,
      log,
      count: (outcome) => metrics.count('prefetches', 1, outcome),
    }),
    note: (claims, found) => findings?.note(claims, found),
    allowedOrigins,
    metrics,
    log,
    active,
    now,
  })
  await uploadRoutes(app, { checkLink, uploads, allowedOrigins, log, active: uploading })
  messageRoutes(app, {
    checkTask: createTaskCheck({ audience: workerId, keySource, now }),
    source: createGramjsMessageSource(source),
  })
  sliceCheckRoute(app, { checkLink, playbacks, source, chunks, allowedOrigins, now })
  proofRoutes(app, { sign: identity?.sign, url: () => publicUrl })
  metrics.read('viewers', () => active.size)
  metrics.read('monthSentBytes', () => sentThisMonth.bytes())
  metrics.read('connected', () => Number(source.status() === 'connected'))
  metrics.read('cacheBytes', () => ({ memory: memory.usedBytes, disk: disk?.usedBytes ?? 0 }))
  metrics.read('segmentUsedBytes', () => pool.usedBytes)
  metrics.read('segmentMaxBytes', () => pool.maxBytes)
  metrics.read('windowBytes', () => byDc(source.flow, 'windowBytes'))
  metrics.read('inFlightBytes', () => byDc(source.flow, 'inFlightBytes'))
  metrics.read('floodGateSeconds', () => byDc(source.flow, 'heldSeconds'))
  statusRoutes(app, {
    health,
    metricsToken: config.metricsToken,
    renderMetrics: () => metrics.render(),
    allowedOrigins,
  })

  async function stop(): Promise<void> {
    isStopping = true
    const cut = setTimeout(() => {
      for (const response of [...active, ...uploading]) response.destroy()
      app.server.closeAllConnections()
    }, STOP_GRACE_MS)
    await Promise.all([app.close(), uploads?.close()])
    clearTimeout(cut)
    enrolment?.close()
    tried.resolve()
    keySource.close()
    await report?.close()
    await chunks.close()
    withdrawals?.close()
    findings?.close()
    await source.close()
    await sessions.close()
    processReadings.close()
    await sentThisMonth.close()
  }

  try {
    await app.listen({ host: config.host, port: config.port })
  } catch (error) {
    await stop()
    throw StartError.listening(config.host, config.port, error)
  }
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  const url = `http://${host === '0.0.0.0' || host === '[::]' ? '127.0.0.1' : host}:${port}`
  log('info', 'listening', { url, workerId })
  publicUrl = config.publicUrl ?? url
  if (askAtOnce && identity && enrolmentCode !== undefined) {
    enrolment = startEnrolment({
      ask: askAtOnce,
      identity,
      code: enrolmentCode,
      botToken,
      url: publicUrl,
      version,
      onEnrolled: ({ name, allowedOrigins: origins }) => {
        allow(origins)
        log('info', 'enrolled', { name, workerId, url: publicUrl })
      },
      onTrouble: warn,
    })
    void enrolment.tried.then(tried.resolve)
  }
  client.start()

  let stopping: Promise<void> | undefined
  const enrolled = enrolment?.enrolled ?? Promise.resolve()
  return { url, signedIn: client.firstSignIn, enrolled, health, close: () => (stopping ??= stop()) }
}

/** The tier on disk, where CACHE_DISK_MB asks for one: in CACHE_DIR, else below DATA_DIR. */
function openDiskTier(
  { cacheDiskMb, cacheDir, dataDir }: WorkerConfig,
  pool: SegmentPool,
  memory: MemoryTier,
  warn: (message: string, error: unknown) => void,
): DiskTier | undefined {
  const folder = cacheDir ?? (dataDir === undefined ? undefined : join(dataDir, 'cache'))
  if (!cacheDiskMb || folder === undefined) return undefined
  const take = (length: number) => {
    while (pool.available === 0) if (!memory.evict()) return undefined
    return pool.take(length)
  }
  return new DiskTier({ cacheDir: folder, maxBytes: cacheDiskMb * MIB, take, warn })
}

type Flow = GramjsChunkSource['flow'][number]

function byDc(flows: Flow[], name: Exclude<keyof Flow, 'dc'>): Record<string, number> {
  return Object.fromEntries(flows.map((flow) => [flow.dc, flow[name]]))
}
