// A host between browsers and a worker, as Render's free plan is one: while the worker sleeps, the first request wakes it, and
// until it runs every request is answered by a page of the host's own.
import { once } from 'node:events'
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const PAGE = '<!doctype html><title>Service waking up</title><h1>Your service is waking up</h1>'

export type SleepingHost = {
  url: string
  /** What was asked while the worker slept, in order: paths without the token. */
  askedAsleep: string[]
  /** As much of it as came from a page and its players, not from the backend. */
  askedByPagesAsleep: string[]
  /** Where the worker runs. */
  workerUrl: string
  /** It sleeps; this long after the next request it is awake. Its page comes with this status. */
  sleep(wakesAfterMs: number, status: 200 | 503): void
  wake: () => void
  close(): Promise<void>
}

export async function startSleepingHost(): Promise<SleepingHost> {
  let asleep: { wakesAfterMs: number; status: number } | undefined
  let timer: NodeJS.Timeout | undefined
  const server = createServer((request, response) => {
    if (asleep === undefined) return passOn(host.workerUrl, request, response)
    const path = request.url?.split('?')[0] ?? ''
    host.askedAsleep.push(path)
    if (request.headers['sec-fetch-dest'] !== undefined) host.askedByPagesAsleep.push(path)
    if (Number.isFinite(asleep.wakesAfterMs)) timer ??= setTimeout(host.wake, asleep.wakesAfterMs)
    return response.writeHead(asleep.status, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host: SleepingHost = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    askedAsleep: [],
    askedByPagesAsleep: [],
    workerUrl: '',
    sleep(wakesAfterMs, status) {
      host.askedAsleep.length = 0
      host.askedByPagesAsleep.length = 0
      asleep = { wakesAfterMs, status }
    },
    wake: () => {
      clearTimeout(timer)
      timer = undefined
      asleep = undefined
    },
    async close() {
      host.wake()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
  return host
}

function passOn(to: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url = '/' } = request
  const onward = forward(new URL(url, to), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
    // A body that was cut must not end cleanly.
    answer.on('close', () => answer.complete || response.destroy())
  })
  onward.on('error', () => response.destroy())
  response.on('close', () => onward.destroy())
  request.pipe(onward)
}
