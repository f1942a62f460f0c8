// A browser that uploads: as little of tus 1.0.0 as a test needs, on Node's own HTTP, so that it can be cut at any byte.
import { request, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { createHash } from 'node:crypto'

export type Answered = {
  status: number
  offset: number
  code: string | undefined
  headers: IncomingMessage['headers']
}

const TUS = { 'tus-resumable': '1.0.0' }

async function answerOf(answer: IncomingMessage): Promise<Answered> {
  let text = ''
  for await (const part of answer) text += String(part)
  const offset = Number(answer.headers['upload-offset'] ?? Number.NaN)
  return {
    status: answer.statusCode ?? 0,
    offset,
    code: /"code":"(\w+)"/.exec(text)?.[1],
    headers: answer.headers,
  }
}

export async function ask(
  method: string,
  url: string,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const sent = request(url, { method, headers: { ...TUS, ...headers }, agent: false }).end()
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a response event gives
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  return answerOf(answer)
}

/** Sends bytes from this offset; `cutAfter` so many of them the line is cut. Undefined: there was no answer. */
export async function patch(
  url: string,
  offset: number,
  bytes: Buffer,
  options: { cutAfter?: number; headers?: Record<string, string> } = {},
): Promise<Answered | undefined> {
  const headers = {
    ...TUS,
    'content-type': 'application/offset+octet-stream',
    'upload-offset': String(offset),
    'content-length': String(bytes.length),
    ...options.headers,
  }
  const sent = request(url, { method: 'PATCH', headers, agent: false })
  const answered = new Promise<Answered | undefined>((resolve) => {
    sent.once('response', (answer) => resolve(answerOf(answer).catch(() => undefined)))
    sent.once('error', () => resolve(undefined))
    sent.once('close', () => resolve(undefined))
  })
  if (options.cutAfter === undefined) sent.end(bytes)
  else sent.write(bytes.subarray(0, options.cutAfter), () => setImmediate(() => sent.destroy()))
  return answered
}

/** All of it in steps, as far as it takes. */
export async function sendAll(url: string, content: Buffer, stepBytes = 4 * 1024 * 1024): Promise<void> {
  let { offset } = await ask('HEAD', url)
  while (offset < content.length) {
    const answer = await patch(url, offset, content.subarray(offset, offset + stepBytes))
    if (answer?.status !== 204) throw new Error(`PATCH answered ${answer?.status} ${answer?.code}`)
    ;({ offset } = answer)
  }
}

const sha = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()

/** As the contract says it. */
export function fingerprintOf(content: Buffer): string {
  let chain = Buffer.alloc(32)
  for (let at = 0; at < content.length; at += 524_288)
    chain = sha(chain, sha(content.subarray(at, at + 524_288)))
  return chain.toString('base64url')
}
