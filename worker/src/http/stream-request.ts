// What every question about a file's bytes begins with: whose link it is, what the file is, and its first bytes under way.
import { PublicError } from '@gramreel/contracts/errors'
import { FILE_ID_PATTERN, isViewOnly, type LinkClaims } from '@gramreel/contracts/links'
import type { FastifyRequest } from 'fastify'
import type { ChunkCache } from '../chunks/chunk-cache.ts'
import { FIRST_PIECE } from '../chunks/read-ahead.ts'
import { segmentAt } from '../chunks/segment.ts'
import type { CheckedLink, CheckLink } from '../links/check-link.ts'
import type { ChunkSource, FileDetails, SourceFile } from '../telegram/chunk-source.ts'
import type { Answer, FileFacts } from './plan-answer.ts'
import { readRangeHeader } from './range-header.ts'

export type StreamRequest = FastifyRequest<{
  Params: { file: string }
  Querystring: Record<string, unknown>
}>

const FILE_ID = new RegExp(FILE_ID_PATTERN)

export function check(request: StreamRequest, { checkLink }: { checkLink: CheckLink }): Promise<CheckedLink> {
  const { file } = request.params
  if (!FILE_ID.test(file)) throw new PublicError('file_not_found', 'no file has such an id')
  return checkLink(request.query['token'], file, 'stream')
}

/** What Telegram says wins; the link's name comes first, being what the gallery shows. */
export function factsOf({ claims }: CheckedLink, details: FileDetails): FileFacts {
  return {
    key: details.key,
    size: details.size,
    modifiedAt: details.modifiedAt,
    name: claims.file.name || details.name || 'file',
    mimes: [details.mime, claims.file.mime],
  }
}

/** Who may only look is given no attachment: neither asked for, nor because the file is of a kind that is never shown. */
export function refuseToGive({ headers }: Answer, claims: LinkClaims): void {
  const isAttachment = String(headers['content-disposition'] ?? '').startsWith('attachment')
  if (isAttachment && isViewOnly(claims)) throw new PublicError('link_forbidden', 'a link without downloads')
}

/**
 * Asks for the first chunk while the message is still being looked up: the file_id says where it is, so the first byte needs
 * one round trip, not two. When the link was wrong about the size, this read is for nothing and does no harm.
 * undefined: nothing had to be asked for, or it is not known what.
 */
export function startEarly(
  request: StreamRequest,
  { claims }: CheckedLink,
  { source, chunks }: { source: ChunkSource; chunks: ChunkCache<SourceFile> },
): (() => void) | undefined {
  const { headers } = request
  if (headers['if-none-match'] !== undefined || headers['if-modified-since'] !== undefined) return undefined
  const guess = source.guess(claims.file)
  const range = guess && readRangeHeader(headers.range, guess.size)
  if (!guess || guess.size === 0 || range?.kind === 'unsatisfiable') return undefined
  const { start, end } = range?.kind === 'parts' ? range.parts[0] : { start: 0, end: guess.size }
  const first = segmentAt(start)
  if (chunks.has(guess, first, first + 1)) return undefined
  const controller = new AbortController()
  chunks.read(guess, first, Math.min(first + FIRST_PIECE, segmentAt(end - 1) + 1), controller.signal).then(
    (segment) => segment.release(),
    () => {},
  )
  return () => controller.abort()
}
