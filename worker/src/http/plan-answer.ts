// What a GET or HEAD of a file is answered with, before a byte of it is read. Pure.
import { formatHttpDate } from './http-date.ts'
import { mediaType, present } from './media-type.ts'
import { type MultipartPlan, planMultipart } from './multipart.ts'
import { type ConditionHeaders, judgePreconditions, rangeApplies } from './preconditions.ts'
import { type ByteRange, contentRange, readRangeHeader } from './range-header.ts'

export type FileFacts = {
  /** Unquoted. */
  key: string
  /** Bytes. */
  size: number
  name: string
  /** Hints for the media type, best first. */
  mimes: (string | undefined)[]
  /** Seconds since 1970. */
  modifiedAt: number
}

export type AnswerRequest = {
  method: 'GET' | 'HEAD'
  headers: ConditionHeaders
  isDownload: boolean
  /** Seconds an answer may be kept by the viewer's own cache: the rest of the link's life. */
  maxAgeSeconds: number
  /** Separates the parts of a multipart answer. */
  boundary: string
}

export type Headers = Record<string, string | number>

export type Answer =
  | {
      kind: 'body'
      status: 200 | 206
      headers: Headers
      parts: ByteRange[]
      multipart: MultipartPlan | undefined
    }
  | { kind: 'empty'; status: 200 | 206 | 304; headers: Headers }
  | { kind: 'error'; code: 'precondition_failed' | 'range_not_satisfiable'; headers: Headers }

export function planAnswer(file: FileFacts, request: AnswerRequest): Answer {
  const { method, headers: asked } = request
  const validators = { etag: `"${file.key}"`, modifiedAt: file.modifiedAt }
  const shared: Headers = {
    'accept-ranges': 'bytes',
    etag: validators.etag,
    'last-modified': formatHttpDate(file.modifiedAt),
    // Not `no-store`: with it Chromium cannot resume what it has, and asks for open ranges only.
    'cache-control': `private, max-age=${Math.max(0, Math.floor(request.maxAgeSeconds))}`,
  }
  const verdict = judgePreconditions(asked, validators)
  if (verdict === 'failed') return { kind: 'error', code: 'precondition_failed', headers: shared }
  if (verdict === 'not-modified') return { kind: 'empty', status: 304, headers: shared }

  const type = mediaType(file.name, ...file.mimes)
  const { contentType, contentDisposition, contentSecurityPolicy } = present(
    file.name,
    type,
    request.isDownload,
  )
  const headers: Headers = {
    ...shared,
    'content-type': contentType,
    'content-disposition': contentDisposition,
    ...(contentSecurityPolicy ? { 'content-security-policy': contentSecurityPolicy } : {}),
  }
  // Section 14.2: Range means something for GET alone.
  const range =
    method === 'GET' && rangeApplies(asked, validators)
      ? readRangeHeader(asked.range, file.size)
      : ({ kind: 'whole' } as const)
  if (range.kind === 'parts') return planParts(range.parts, file.size, headers, request.boundary)
  if (range.kind === 'unsatisfiable') {
    const unsatisfied = { ...shared, 'content-range': `bytes */${file.size}` }
    return { kind: 'error', code: 'range_not_satisfiable', headers: unsatisfied }
  }
  const whole = { ...headers, 'content-length': file.size }
  if (method === 'HEAD' || file.size === 0) return { kind: 'empty', status: 200, headers: whole }
  const parts = [{ start: 0, end: file.size }]
  return { kind: 'body', status: 200, headers: whole, parts, multipart: undefined }
}

function planParts(
  parts: [ByteRange, ...ByteRange[]],
  size: number,
  headers: Headers,
  boundary: string,
): Answer {
  const [first, ...others] = parts
  if (others.length === 0) {
    const single = {
      ...headers,
      'content-length': first.end - first.start,
      'content-range': contentRange(first, size),
    }
    return { kind: 'body', status: 206, headers: single, parts, multipart: undefined }
  }
  const multipart = planMultipart(parts, size, String(headers['content-type']), boundary)
  const several = { ...headers, 'content-type': multipart.contentType, 'content-length': multipart.length }
  return { kind: 'body', status: 206, headers: several, parts, multipart }
}
