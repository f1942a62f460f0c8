// GET /check/stream/{file}/{name}?token=…: asked by the nginx of templates/nginx before each slice of 1 MiB that it hands out of
// its cache. 204: this link may have it, here is what the file is and with which headers it goes out; 403: whatever it is (a bad
// link, two ranges, a condition), it is not for the cache, so pass the request on as it came, and the worker answers the viewer
// himself. Nobody learns here what a HEAD with the same link would not tell, so it does not matter who else asks.
import { type ErrorCode, PublicError } from '@gramreel/contracts/errors'
import type { FastifyInstance } from 'fastify'
import type { ChunkCache } from '../chunks/chunk-cache.ts'
import type { CheckedLink, CheckLink } from '../links/check-link.ts'
import type { Playbacks } from '../links/playbacks.ts'
import type { ChunkSource, FileDetails, SourceFile } from '../telegram/chunk-source.ts'
import { corsHeaders } from './cors.ts'
import { type Answer, type Headers, planAnswer } from './plan-answer.ts'
import { check, factsOf, refuseToGive, startEarly, type StreamRequest } from './stream-request.ts'

/** The request of the viewer that is asked about, where it is not in the address. */
export const METHOD_HEADER = 'x-gramreel-method'
/** Equal, equal bytes: what slices are kept under. */
export const CONTENT_HEADER = 'x-gramreel-content'

type Parts = {
  checkLink: CheckLink
  playbacks: Playbacks
  source: ChunkSource
  chunks: ChunkCache<SourceFile>
  allowedOrigins: ReadonlySet<string>
  /** Seconds since 1970. */
  now: () => number
}

/** One that nginx and we understand alike. */
const PLAIN_RANGE = /^bytes=(?:\d{1,15}-\d{0,15}|-\d{1,15})$/
const STRONG_TAG = /^"[^"]*"$/
const CONDITIONS = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since']
/** Of an answer's headers, those that nginx does not make by itself out of a slice. */
const PASSED_ON = ['content-type', 'content-disposition', 'content-security-policy', 'cache-control', 'etag']
/** When Telegram takes longer, what the link says of the file will do: nginx may have its bytes already. */
const FIND_WITHIN_MS = 3_000
const FINAL: ReadonlySet<ErrorCode> = new Set(['file_deleted', 'file_not_found', 'no_access'])

export function sliceCheckRoute(app: FastifyInstance, parts: Parts): void {
  app.get<{ Params: { file: string }; Querystring: Record<string, unknown> }>(
    '/check/stream/:file/:name',
    async (request, reply) => {
      const link = await check(request, parts)
      // A slice is a read like any other: a playback under way goes on by it, and ends when access is withdrawn.
      const playback = parts.playbacks.enter(link.claims, parts.now())
      playback?.leave()
      const answer = playback && isPlain(request) ? await planFor(request, link, parts) : undefined
      const status = request.headers.range === undefined ? 200 : 206
      if (answer?.kind !== 'body' || answer.status !== status) return reply.code(403).send()
      return reply
        .code(204)
        .headers({
          ...pick(answer.headers, PASSED_ON),
          ...corsHeaders(request.headers.origin, parts.allowedOrigins),
          [CONTENT_HEADER]: String(answer.headers['etag']).replaceAll('"', ''),
        })
        .send()
    },
  )
}

function isPlain({ headers }: StreamRequest): boolean {
  return (
    headers[METHOD_HEADER] === 'GET' &&
    (headers.range === undefined || PLAIN_RANGE.test(headers.range)) &&
    (headers['if-range'] === undefined || STRONG_TAG.test(String(headers['if-range']))) &&
    CONDITIONS.every((name) => headers[name] === undefined)
  )
}

async function planFor(request: StreamRequest, link: CheckedLink, parts: Parts): Promise<Answer | undefined> {
  const details = await detailsOf(request, link, parts)
  if (!details) return undefined
  const answer = planAnswer(factsOf(link, details), {
    method: 'GET',
    // If-Range is nginx's to judge, by the ETag of the slice.
    headers: { range: request.headers.range },
    isDownload: request.query['download'] === '1',
    maxAgeSeconds: link.claims.exp - parts.now(),
    boundary: 'none',
  })
  refuseToGive(answer, link.claims)
  return answer
}

/** A file's first bytes are asked for meanwhile, since nginx will want them next. */
async function detailsOf(
  request: StreamRequest,
  link: CheckedLink,
  parts: Parts,
): Promise<FileDetails | undefined> {
  const { source } = parts
  const { file } = link.claims
  const stopEarlyStart = startEarly(request, link, parts)
  try {
    return await source.find(file, AbortSignal.timeout(FIND_WITHIN_MS))
  } catch (error) {
    stopEarlyStart?.()
    const isFinal = error instanceof PublicError && FINAL.has(error.code)
    const guess = isFinal ? undefined : source.guess(file)
    if (!guess) throw error
    return { ...guess, mime: undefined, name: undefined, modifiedAt: 0 }
  }
}

function pick(headers: Headers, names: readonly string[]): Headers {
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  )
}
