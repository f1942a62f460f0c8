// A dozen ways for the Bot API to fail while it holds our token: each answers or breaks off as real networks do, most of them saying
// the token back, since it stands in the address that was asked for.
import { createServer, type AddressInfo } from 'node:net'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

const listening = async (server: ReturnType<typeof createServer>): Promise<string> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

const http = async (answer: RequestListener): Promise<string> => {
  const server = createHttpServer(answer)
  onTestFinished(() => server.closeAllConnections())
  return `http://${await listening(server)}`
}

const says =
  (status: number, type: string, body: (url: string) => string): RequestListener =>
  (request, response) =>
    response.writeHead(status, { 'content-type': type }).end(body(request.url ?? ''))

const json = (status: number, description: (url: string) => string, parameters: object = {}) =>
  http(
    says(status, 'application/json', (url) =>
      JSON.stringify({ ok: false, error_code: status, description: description(url), parameters }),
    ),
  )

/** Name of the trouble -> the Bot API's address. */
export const startBadTelegrams = async (): Promise<Record<string, string>> => {
  const reset = await listening(createServer((socket) => socket.once('data', () => socket.resetAndDestroy())))
  const garbage = await listening(createServer((socket) => socket.once('data', (data) => socket.end(data))))
  return {
    'a name that does not exist': 'http://nowhere.invalid',
    'a port nobody listens on': 'http://127.0.0.1:1',
    'TLS where there is none': `https://${garbage}`,
    'a reset': `http://${reset}`,
    'no HTTP, but our request said back': `http://${garbage}`,
    'a redirect that keeps the address': await http((request, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:1${request.url ?? ''}` }).end(),
    ),
    'a page of a proxy with the address on it': await http(
      says(502, 'text/html', (url) => `<h1>Bad gateway</h1>${url}`),
    ),
    'JSON that breaks off': await http(says(200, 'application/json', (url) => `{"ok":true,"url":"${url}`)),
    'JSON of another shape': await http(says(200, 'application/json', (url) => JSON.stringify({ at: url }))),
    'an answer cut short': await http((request, response) => {
      response.writeHead(200, { 'content-length': 10_000 }).write(request.url ?? '')
      setTimeout(() => response.destroy(), 20)
    }),
    'not found, with the address': await json(400, (url) => `Bad Request: ${url}`),
    'somebody else polls': await json(409, (url) => `Conflict: ${url}`),
    'flood control': await json(429, (url) => `Too Many Requests ${url}`, { retry_after: 1 }),
    'an internal error': await json(500, (url) => `Internal Server Error ${url}`),
  }
}
