// A viewer who trusts nobody: every byte is compared with the pattern as it arrives, and an answer that ends is told apart from
// one that was cut. One connection for each request, so that a test leaves none behind.
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { expect } from 'vitest'
import { blocks } from '../testing/start-pair.ts'

/** Half-open bytes of the file; no `start`: no Range header; no `end`: to the file's end. */
export type Wanted = { start?: number; end?: number }

/** What one viewer saw of one answer. */
export type Viewing = {
  status: number
  headers: IncomingHttpHeaders
  /** Bytes of the body. */
  received: number
  /** Offset in the file of the first byte that is not the file's; undefined: all were right. */
  wrongAt: number | undefined
  /** False when the socket ended before the promised length. */
  isComplete: boolean
  /** Of an error's body. */
  code: string | undefined
  firstByteMs: number
  ms: number
}

export type ViewOptions = Wanted & {
  /** Leaves when aborted; what was seen until then is the result. */
  signal?: AbortSignal
  /** Longer than this is a hang: rejects. */
  limitMs?: number
  /** Called with the bytes so far; may make the viewer wait. */
  onBytes?: (received: number) => Promise<void> | void
}

const HANG_MS = 25_000

/** Asks for a film and reads what comes. Rejects only when it hangs, or when no answer came at all. */
export async function view(link: string, options: ViewOptions = {}): Promise<Viewing> {
  const { start, signal, limitMs = HANG_MS, onBytes } = options
  const begun = performance.now()
  const since = () => performance.now() - begun
  const hang = AbortSignal.timeout(limitMs)
  const answer = await openAnswer(link, options, signal ? AbortSignal.any([signal, hang]) : hang)
  const viewing: Viewing = {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    received: 0,
    wrongAt: undefined,
    isComplete: false,
    code: undefined,
    firstByteMs: since(),
    ms: 0,
  }
  const isFile = viewing.status < 300
  const text: Buffer[] = []
  try {
    for await (const bytes of chunksOf(answer)) {
      const at = (start ?? 0) + viewing.received
      if (!isFile) text.push(bytes)
      else if (viewing.wrongAt === undefined && !bytes.equals(blocks(at, at + bytes.length)))
        viewing.wrongAt = at + firstDifference(bytes, blocks(at, at + bytes.length))
      viewing.received += bytes.length
      await onBytes?.(viewing.received)
    }
  } catch (error) {
    if (answer.complete) throw error
  }
  if (hang.aborted && !signal?.aborted) throw new Error(hangText(link, viewing, limitMs))
  viewing.isComplete = answer.complete
  viewing.ms = since()
  if (!isFile) viewing.code = /"code":"(\w+)"/.exec(Buffer.concat(text).toString())?.[1]
  return viewing
}

/** Views, and asserts that the answer is the one that was due: status, headers, and every byte. */
export async function watch(
  link: string,
  file: { size: number },
  options: ViewOptions = {},
): Promise<Viewing> {
  const viewing = await view(link, options)
  expectServed(viewing, file, options)
  return viewing
}

export function expectServed(viewing: Viewing, { size }: { size: number }, { start, end }: Wanted): void {
  const from = start ?? 0
  const length = Math.min(end ?? size, size) - from
  const { status, headers, received, wrongAt, isComplete, code } = viewing
  const isPart = start !== undefined
  expect({ status, code, wrongAt, received, isComplete, ...told(headers) }).toEqual({
    status: isPart ? 206 : 200,
    code: undefined,
    wrongAt: undefined,
    received: length,
    isComplete: true,
    length: String(length),
    range: isPart ? `bytes ${from}-${from + length - 1}/${size}` : undefined,
    ranges: 'bytes',
    type: 'video/mp4',
    hasStrongTag: true,
  })
}

/** The answer's head, its body not yet read. Whoever opens it destroys it. */
export async function openAnswer(
  link: string,
  { start, end }: Wanted,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  const range = start === undefined ? {} : { range: `bytes=${start}-${end === undefined ? '' : end - 1}` }
  const asked = request(link, {
    agent: new Agent({ keepAlive: false }),
    headers: range,
    ...(signal && { signal }),
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    // What goes wrong later is seen on the answer; this listener stays for it.
    asked.on('response', resolve).on('error', reject)
  })
  asked.end()
  const answer = await answered
  answer.on('error', () => {})
  return answer
}

function chunksOf(answer: IncomingMessage): AsyncIterable<Buffer> {
  return answer
}

function told(headers: IncomingHttpHeaders) {
  return {
    length: headers['content-length'],
    range: headers['content-range'],
    ranges: headers['accept-ranges'],
    type: headers['content-type'],
    hasStrongTag: /^"[^"]+"$/.test(headers.etag ?? ''),
  }
}

function firstDifference(got: Buffer, wanted: Buffer): number {
  return got.findIndex((byte, i) => byte !== wanted[i])
}

function hangText(link: string, { status, received }: Viewing, limitMs: number): string {
  const path = new URL(link).pathname
  return `${path} hangs: status ${status}, ${received} bytes, then nothing more within ${limitMs / 1000} s`
}
