// One request, told in full: what came, and whether it came to its end. Over TLS, HTTP/1.1 or HTTP/2.
import { connect, constants, type ClientHttp2Session } from 'node:http2'
import { request as plainRequest, type IncomingHttpHeaders } from 'node:http'
import { request as tlsRequest } from 'node:https'

export type Told = {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  /** False when the line was cut before the promised end. */
  isComplete: boolean
}

export type Asking = {
  method?: string
  headers?: Record<string, string>
  /** Of whoever signed the server's certificate. */
  ca?: string
  /** Called as bytes come; may make the reader wait. */
  onBytes?: (received: number) => Promise<void> | void
}

/** `url`: its path and query are sent letter by letter, `..` and `//` as well. A cut before any answer is status 0. */
export function ask(url: string, { method = 'GET', headers = {}, ca, onBytes }: Asking = {}): Promise<Told> {
  const [, origin = '', path = '/'] = /^(https?:\/\/[^/]+)(.*)$/s.exec(url) ?? []
  const { protocol, hostname, port } = new URL(origin)
  const options = { method, headers, hostname, port, path, agent: false, ...(ca !== undefined && { ca }) }
  return new Promise((resolve) => {
    const cut = { status: 0, headers: {}, body: Buffer.alloc(0), isComplete: false }
    const request = (protocol === 'https:' ? tlsRequest : plainRequest)(options, (answer) => {
      void (async () => {
        const pieces: Buffer[] = []
        let received = 0
        try {
          for await (const piece of answer as AsyncIterable<Buffer>) {
            pieces.push(piece)
            received += piece.length
            await onBytes?.(received)
          }
        } catch {
          // Cut: `complete` tells.
        }
        const { statusCode: status = 0, headers: got, complete: isComplete } = answer
        resolve({ status, headers: got, body: Buffer.concat(pieces), isComplete })
      })()
    })
    request.on('error', () => resolve(cut))
    request.end()
  })
}

/** Many requests at once on one HTTP/2 connection. */
export async function askTogether(
  origin: string,
  ca: string,
  asked: { path: string; headers: Record<string, string> }[],
): Promise<Told[]> {
  const session: ClientHttp2Session = connect(origin, { ca })
  try {
    return await Promise.all(
      asked.map(
        ({ path, headers }) =>
          new Promise<Told>((resolve, reject) => {
            const stream = session.request({ [constants.HTTP2_HEADER_PATH]: path, ...headers })
            const pieces: Buffer[] = []
            let told: Pick<Told, 'status' | 'headers'> = { status: 0, headers: {} }
            stream.on('response', (got) => {
              told = { status: Number(got[':status']), headers: got }
            })
            stream.on('data', (piece: Buffer) => pieces.push(piece))
            stream.on('error', reject)
            stream.on('end', () => resolve({ ...told, body: Buffer.concat(pieces), isComplete: true }))
            stream.end()
          }),
      ),
    )
  } finally {
    session.close()
  }
}
