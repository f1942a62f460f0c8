// Between browser and worker: sees what is asked, and can make trouble.
import { once } from 'node:events'
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type WatchedLine = {
  url: string
  /** Where the worker listens. */
  workerUrl: string
  /** What players asked of a film, in order, and how it was answered. */
  asked: { token: string; range: string | undefined; status: number }[]
  /** Bytes of films that came through. */
  bytes(): number
  /** So many next requests are answered like this, as by a host that is overloaded. */
  refuseNext(times: number, status: number): void
  /** The next answer is dropped in mid-body, after so many bytes. */
  cutNext(afterBytes: number): void
  /** How many were. */
  cuts(): number
  close(): Promise<void>
}

export async function openLine(): Promise<WatchedLine> {
  const asked: WatchedLine['asked'] = []
  let refused = { times: 0, status: 503 }
  let bytes = 0
  let toCut: number | undefined
  let cuts = 0

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', line.workerUrl)
    if (!url.pathname.startsWith('/stream/') || request.method !== 'GET')
      return passOn(url, request, response)
    const token = url.searchParams.get('token') ?? ''
    const about = { token, range: request.headers.range, status: 0 }
    asked.push(about)
    if (refused.times > 0) {
      refused.times--
      about.status = refused.status
      return response.writeHead(refused.status, { 'retry-after': '1' }).end()
    }
    let left = toCut
    toCut = undefined
    return passOn(url, request, response, (answer) => {
      about.status = answer.statusCode ?? 0
      answer.on('data', (part: Buffer) => {
        bytes += part.length
        if (left === undefined || (left -= part.length) > 0) return
        left = undefined
        cuts++
        response.destroy()
      })
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')

  const line: WatchedLine = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    workerUrl: '',
    asked,
    bytes: () => bytes,
    refuseNext: (times, status) => (refused = { times, status }),
    cutNext: (afterBytes) => (toCut = afterBytes),
    cuts: () => cuts,
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
  return line
}

function passOn(
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  onAnswer: (answer: IncomingMessage) => void = () => {},
): void {
  const onward = forward(url, { method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
    onAnswer(answer)
    // A body that was cut must not end cleanly.
    answer.on('close', () => answer.complete || response.destroy())
  })
  onward.on('error', () => response.destroy())
  response.on('close', () => onward.destroy())
  request.pipe(onward)
}
