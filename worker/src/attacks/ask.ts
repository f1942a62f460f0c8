// Requests as an attacker writes them: any header, any path, or raw bytes; all over sockets of their own.
import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { connect, type Socket } from 'node:net'

export type Reply = { status: number; headers: IncomingHttpHeaders; rawHeaders: string[]; body: Buffer }

export const agent = new Agent({ keepAlive: true, maxSockets: 16 })

export type Ask = {
  method?: string
  headers?: Record<string, string | string[]>
  /** In place of the address's own, as it stands on the wire. */
  path?: string
  body?: string
}

/** The whole answer; rejects when the socket ends before it is complete. */
export function ask(address: string, { method = 'GET', headers = {}, path, body }: Ask = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options = { method, headers, agent, ...(path === undefined ? {} : { path }) }
    const asked = request(address, options, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('error', reject)
      answer.on('end', () => {
        if (!answer.complete) return reject(new Error('cut short'))
        const { statusCode: status = 0, rawHeaders } = answer
        return resolve({ status, headers: answer.headers, rawHeaders, body: Buffer.concat(parts) })
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

export function dial(address: string): Socket {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  return socket
}

/** Sends bytes as they are; all that comes back until the other side ends, or `ms` are over. */
export function sendRaw(address: string, bytes: string | Buffer, ms = 5000): Promise<string> {
  return new Promise((resolve) => {
    const socket = dial(address)
    let text = ''
    const timer = setTimeout(() => socket.destroy(), ms)
    socket.on('data', (part) => (text += part.toString('latin1')))
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(text)
    })
    socket.write(bytes)
  })
}

/** The address's path and query, for a request line. */
export function targetOf(address: string): string {
  const { pathname, search } = new URL(address)
  return pathname + search
}
