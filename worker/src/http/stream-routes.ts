// GET, HEAD and OPTIONS of /stream/{file}/{name}, POST /prefetch/{file}: HTTP in and out.
import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { LinkFile } from '@gramreel/contracts/links'
import { type ErrorCode, PublicError } from '@gramreel/contracts/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Findings } from '../backend/findings.ts'
import type { ChunkCache } from '../chunks/chunk-cache.ts'
import { onDemand } from '../chunks/read-ahead.ts'
import type { ReadingTrails } from '../chunks/reading-trails.ts'
import type { Readers } from '../chunks/read-window.ts'
import { segmentAt, type Span } from '../chunks/segment.ts'
import type { CheckedLink, CheckLink } from '../links/check-link.ts'
import type { Playbacks } from '../links/playbacks.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { ChunkSource, FileDetails, SourceFile } from '../telegram/chunk-source.ts'
import { corsHeaders, preflightHeaders } from './cors.ts'
import { answerError, detailOf } from './errors.ts'
import { NEW_REQUEST_PATIENCE_MS, patiently, PLAYBACK_PATIENCE_MS, type PatienceOptions } from './patience.ts'
import { type Answer, planAnswer } from './plan-answer.ts'
import { check, factsOf, refuseToGive, startEarly, type StreamRequest } from './stream-request.ts'
import { Body, sendBody, signalOf } from './stream-file.ts'

export type StreamParts = {
  checkLink: CheckLink
  playbacks: Playbacks
  source: ChunkSource
  chunks: ChunkCache<SourceFile>
  readers: Readers
  trails: ReadingTrails
  prefetch: (file: LinkFile) => void
  /** What Telegram says of a link's file, for the backend to hear of. */
  note: Findings['note']
  allowedOrigins: ReadonlySet<string>
  metrics: Metrics
  log: Log
  /** Answers being sent, so that a stop can cut them. */
  active: Set<ServerResponse>
  /** Seconds since 1970. */
  now: () => number
}

/** Flood waits longer than this are told to new requests at once. */
const MAX_HELD_SECONDS = 15

export function streamRoutes(app: FastifyInstance, parts: StreamParts): void {
  app.route<{ Params: { file: string }; Querystring: Record<string, unknown> }>({
    method: ['GET', 'HEAD'],
    url: '/stream/:file/:name',
    handler: (request, reply) => stream(request, reply, parts),
  })
  app.options('/stream/:file/:name', preflight('GET, HEAD, OPTIONS'))
  app.options('/prefetch/:file', preflight('POST, OPTIONS'))
  app.post<{ Params: { file: string }; Querystring: Record<string, unknown> }>(
    '/prefetch/:file',
    async (request, reply) => {
      const { claims } = await check(request, parts)
      parts.prefetch(claims.file)
      return reply.code(202).headers(corsHeaders(request.headers.origin, parts.allowedOrigins)).send()
    },
  )

  function preflight(methods: string) {
    return (request: FastifyRequest, reply: FastifyReply) =>
      reply
        .code(204)
        .headers(preflightHeaders(request.headers.origin, parts.allowedOrigins, methods))
        .send()
  }
}

function noKeyYet(): ErrorCode {
  return 'starting'
}

/** While no key is known yet (the backend starts along with us), a request is held like one that waits for Telegram. */
function knownLink(request: StreamRequest, parts: StreamParts, signal: AbortSignal): Promise<CheckedLink> {
  return patiently('checking the link', () => check(request, parts), {
    patienceMs: NEW_REQUEST_PATIENCE_MS,
    signal,
    trouble: noKeyYet,
  })
}

async function stream(request: StreamRequest, reply: FastifyReply, parts: StreamParts): Promise<void> {
  const { source, now } = parts
  const signal = signalOf(reply.raw)
  const link = await knownLink(request, parts, signal)
  const { claims, isUnderWay } = link
  const trouble = source.trouble(claims.file)
  if (!isUnderWay && trouble?.code === 'telegram_wait' && trouble.retryAfterSeconds > MAX_HELD_SECONDS) {
    throw new PublicError('telegram_wait', `Telegram asks us to wait ${trouble.retryAfterSeconds} s`)
  }
  const method = request.method === 'HEAD' ? 'HEAD' : 'GET'
  const patience: PatienceOptions = {
    patienceMs: isUnderWay ? PLAYBACK_PATIENCE_MS : NEW_REQUEST_PATIENCE_MS,
    signal,
    trouble: () => source.trouble(claims.file)?.code,
  }
  const began = performance.now()
  const stopEarlyStart = method === 'GET' ? startEarly(request, link, parts) : undefined
  try {
    const details = await patiently('finding the file', (until) => source.find(claims.file, until), patience)
    parts.note(claims, details)
    const answer = planAnswer(factsOf(link, details), {
      method,
      headers: request.headers,
      isDownload: request.query['download'] === '1',
      maxAgeSeconds: claims.exp - now(),
      boundary: `gramreel-${randomBytes(12).toString('hex')}`,
    })
    refuseToGive(answer, claims)
    await send(
      request,
      reply,
      link,
      details,
      answer,
      { ...patience, began, isEarly: stopEarlyStart !== undefined },
      parts,
    )
  } catch (error) {
    if (error instanceof PublicError && error.code === 'file_deleted') parts.note(claims, 'deleted')
    if (signal.aborted) return leave(reply)
    // A playing video must not be told of trouble that passes; a cut connection it mends by itself.
    if (isUnderWay && answerError(error).status >= 502) return leave(reply)
    throw error
  } finally {
    stopEarlyStart?.()
  }
}

/** Nobody is there to answer, or nobody should be: the socket just ends. */
function leave(reply: FastifyReply): void {
  reply.hijack()
  reply.raw.destroy()
}

async function send(
  request: StreamRequest,
  reply: FastifyReply,
  link: CheckedLink,
  details: FileDetails,
  answer: Answer,
  patience: PatienceOptions & { began: number; isEarly: boolean },
  parts: StreamParts,
): Promise<void> {
  const cors = corsHeaders(request.headers.origin, parts.allowedOrigins)
  if (answer.kind === 'error') {
    void reply.headers(answer.headers)
    throw new PublicError(answer.code, 'by the conditions of the request')
  }
  const response = reply.raw
  const begin = () => {
    reply.hijack()
    response.writeHead(answer.status, { ...SAFETY_HEADERS, ...cors, ...answer.headers })
  }
  if (answer.kind === 'empty') {
    begin()
    response.end()
    return
  }
  const { metrics, trails } = parts
  const playback = parts.playbacks.enter(link.claims, parts.now(), () => response.destroy())
  if (!playback) throw new PublicError('link_expired', 'expired')
  response.once('close', () => playback.leave())
  if (!link.isUnderWay && isFull(parts)) {
    metrics.count('overloads')
    throw new PublicError('busy', 'as many viewers as there is memory for')
  }
  const { start, end } = answer.parts[0] ?? { start: 0, end: 0 }
  const pattern = trails.patternOf(link.claims.jti, start)
  const isWarm = !patience.isEarly && parts.chunks.has(details, segmentAt(start), segmentAt(start) + 1)
  const readFirst = async (until: AbortSignal) => {
    const options = { signal: until, readers: parts.readers, strategy: onDemand, pattern }
    const body = new Body(parts.chunks, details, answer, options)
    try {
      return { body, first: await body.next() }
    } catch (error) {
      body.close()
      throw error
    }
  }
  const { body, first } = await patiently('reading the first bytes', readFirst, patience)
  metrics.observe('timeToFirstByte', (performance.now() - patience.began) / 1000, isWarm ? 'hit' : 'miss')
  parts.active.add(response)
  try {
    begin()
    await sendBody(response, first, body, {
      signal: patience.signal,
      onSlice: (bytes) => {
        metrics.count('bytesSent', bytes)
        return playback.read(parts.now())
      },
    })
    trails.note(link.claims.jti, end)
    if (pattern === 'onward') readOn(parts.chunks, details, { start, end })
  } catch (error) {
    const isGone = patience.signal.aborted
    metrics.count('streamsCut', 1, isGone ? 'viewer' : 'us')
    if (!isGone)
      parts.log('warn', 'an answer was cut short', { file: link.claims.sub, reason: detailOf(error) })
    if (!response.headersSent) first?.release()
    response.destroy()
  } finally {
    body.close()
    parts.active.delete(response)
  }
}

/** Each viewer needs a little memory, or nobody gets on: two segments that are being sent, and two on their way. */
const SEGMENTS_PER_VIEWER = 4

/** One viewer more would be refused. */
export function isFull({ chunks, readers }: Pick<StreamParts, 'chunks' | 'readers'>): boolean {
  return (readers.count + 1) * SEGMENTS_PER_VIEWER > chunks.capacity
}

const MOST_BEYOND = segmentAt(2 * 1024 * 1024)

/** Some players ask for one piece after the other: who has read on so far gets the next one before he asks. */
function readOn(chunks: ChunkCache<SourceFile>, file: SourceFile, { start, end }: Span): void {
  const next = segmentAt(end - 1) + 1
  const length = segmentAt(end - 1) + 1 - segmentAt(start)
  chunks.ahead(file, next, next + Math.min(MOST_BEYOND, length), 'ahead')
}

export const SAFETY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'cross-origin',
}
