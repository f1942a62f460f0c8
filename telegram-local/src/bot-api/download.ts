// GET and HEAD /file/bot<token>/<path>: the bytes as Telegram's nginx serves them, untyped and with ranges.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Faults } from '../faults.ts'
import type { World } from '../world.ts'
import { BotApiError } from './answer.ts'
import { parseByteRange } from './byte-range.ts'
import { fileAtPath, type FoundFile } from './files.ts'
import { DOWNLOAD, meetTrouble } from './trouble.ts'
import { writeBody } from './write-body.ts'

export type Download = {
  world: World
  faults: Faults
  bot: number
  path: string
  signal: AbortSignal
}

/** Writes the whole answer, or throws BotApiError before its first byte. */
export async function download(
  request: IncomingMessage,
  response: ServerResponse,
  { world, faults, bot, path, signal }: Download,
): Promise<void> {
  const trouble = await meetTrouble(faults, DOWNLOAD, signal)
  const file = fileAtPath(world, bot, path)
  if (!file) throw new BotApiError(404, 'Not Found')
  const source = world.open(file.content)
  try {
    // A file that has gone from the disk is no file; find out before the first byte.
    await Promise.resolve(source.read(0, 1)).catch(() => {
      throw new BotApiError(404, 'Not Found')
    })
    const { status, headers, start, end } = answerFor(request, file)
    response.writeHead(status, headers)
    if (request.method === 'HEAD' || end === start) return void response.end()
    const body = {
      size: end - start,
      read: (at: number, length: number) => source.read(start + at, length),
    }
    await writeBody(response, body, trouble, signal)
  } finally {
    await source.close()
  }
}

function answerFor({ headers: asked }: IncomingMessage, { media, content }: FoundFile) {
  const { size } = content
  const modified = new Date(media.date * 1000).toUTCString()
  const etag = `"${media.date.toString(16)}-${size.toString(16)}"`
  const always = { etag, 'last-modified': modified, 'accept-ranges': 'bytes' }
  const typed = { ...always, 'content-type': 'application/octet-stream' }
  const unchanged =
    asked['if-none-match'] === undefined
      ? asked['if-modified-since'] === modified
      : asked['if-none-match'].split(/\s*,\s*/).some((tag) => tag === etag || tag === '*')
  if (unchanged) return { status: 304, headers: always, start: 0, end: 0 }

  const condition = asked['if-range']
  const holds = condition === undefined || condition === etag || condition === modified
  const range = holds ? parseByteRange(asked.range, size) : 'whole'
  if (range === 'unsatisfiable') {
    const headers = { ...always, 'content-range': `bytes */${size}`, 'content-length': 0 }
    return { status: 416, headers, start: 0, end: 0 }
  }
  const { start, end } = range === 'whole' ? { start: 0, end: size } : range
  const length = { 'content-length': end - start }
  return range === 'whole'
    ? { status: 200, headers: { ...typed, ...length }, start, end }
    : {
        status: 206,
        headers: { ...typed, ...length, 'content-range': `bytes ${start}-${end - 1}/${size}` },
        start,
        end,
      }
}
