// A backend for tests: checks signatures as the contract says, and answers what the test wants.
import { createHash, createHmac, hkdfSync } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen } from './listen.ts'

export type Asked = { method: string; path: string; body: unknown; workerId: string; isSigned: boolean }

export async function startFakeBackend(
  token: string,
  answer: (asked: Asked, response: ServerResponse) => void,
): Promise<{ url: string; asked: Asked[]; close(): void }> {
  const asked: Asked[] = []
  const nonces = new Set<string>()

  async function read(request: IncomingMessage): Promise<Asked> {
    let body = ''
    for await (const part of request) body += String(part)
    const { method = '', url: path = '', headers } = request
    const [scheme, workerId = '', time = '', nonce = '', signature] = (headers.authorization ?? '').split(' ')
    const key = Buffer.from(hkdfSync('sha256', token, 'gramreel', 'gramreel worker', 32))
    const bodyHash = createHash('sha256').update(body).digest('base64url')
    const text = `${method}\n${path}\n${time}\n${nonce}\n${bodyHash}`
    const isSigned =
      scheme === 'Gramreel-Worker' &&
      !nonces.has(nonce) &&
      Math.abs(Date.now() / 1000 - Number(time)) < 60 &&
      createHmac('sha256', key).update(text).digest('base64url') === signature
    nonces.add(nonce)
    return { method, path, body: body === '' ? undefined : JSON.parse(body), workerId, isSigned }
  }

  const server = createServer((request, response) => {
    void read(request).then((each) => {
      asked.push(each)
      answer(each, response)
      return undefined
    })
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
