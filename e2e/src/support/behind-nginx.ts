// A backend and a worker behind the real nginx, all in this process but nginx, so that a test can turn the worker's clock and
// see what it served. nginx knows a second worker, w2, whose answers a test writes itself.
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBackend } from '@gramreel/backend'
import { startTelegram } from '@gramreel/telegram-local'
import { createWorker, type Worker } from '@gramreel/worker'
import { ask, type Asking, type Told } from './ask.ts'
import { freePorts } from './free-port.ts'
import { startNginx, type Nginx } from './nginx.ts'
import { telegramConfig } from './telegram-settings.ts'
import { until } from './until.ts'

export type Script = (
  request: { url: string; headers: IncomingHttpHeaders },
  response: ServerResponse,
) => void

export type BehindNginx = {
  nginx: Nginx
  worker: Worker
  /** The owner's session. */
  cookie: string
  /** What the worker answered since it was emptied: `GET 206 bytes=0-1048575`. */
  served: string[]
  /** Seconds by which the worker's clock is ahead. */
  clock: { ahead: number }
  /** What w2 answers. */
  setScript(script: Script): void
  /** host:port of w2. */
  scriptedAddress: string
  /** Posts a film in the pattern `blocks`; answers its id in the catalogue. */
  post(name: string, size: number): Promise<string>
  /** A new link to a film, by way of nginx. */
  link(id: string): Promise<string>
  /** A link with other claims, signed as the backend signs. */
  linkWith(id: string, claims: object): Promise<string>
  /** Asks by way of nginx. */
  through(url: string, asking?: Asking): Promise<Told>
  /** The same address at the worker itself. */
  straight(url: string): string
  signOut(): Promise<void>
  /** Bytes that Telegram sent so far. */
  sentByTelegram(): Promise<number>
  /** Whom the worker is sending to. */
  viewers(): Promise<number>
  close(): Promise<void>
}

const notFound: Script = (_, response) => response.writeHead(404).end()

export async function startBehindNginx(): Promise<BehindNginx> {
  const folder = await mkdtemp(join(tmpdir(), 'gramreel-edge-'))
  const telegram = await startTelegram({ dataDir: join(folder, 'telegram') })
  let script: Script = notFound
  const scripted = createServer((request, response) =>
    script({ url: request.url ?? '', headers: request.headers }, response),
  )
  await new Promise<void>((listening) => void scripted.listen(0, '127.0.0.1', listening))
  const scriptedAddress = `127.0.0.1:${(scripted.address() as AddressInfo).port}`
  const [backendPort = 0, workerPort = 0] = await freePorts(2)
  const nginx = await startNginx({
    backend: `127.0.0.1:${backendPort}`,
    w1: `127.0.0.1:${workerPort}`,
    w2: scriptedAddress,
  })
  // A key that we have as well, where the backend looks for one at its first start.
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  await mkdir(join(folder, 'backend'), { mode: 0o700 })
  const pem = key.export({ type: 'pkcs8', format: 'pem' })
  await writeFile(join(folder, 'backend/link-key.pem'), pem, { mode: 0o600 })
  const backend = await createBackend({
    host: '127.0.0.1',
    port: backendPort,
    dataDir: join(folder, 'backend'),
    publicUrl: nginx.gallery,
    botToken: telegram.botToken,
    botApiUrl: telegram.botApi,
    chats: 'any',
    directLinks: 'never',
    worker: { id: 'worker-1', url: `${nginx.media}/w1` },
  })
  const served: string[] = []
  const clock = { ahead: 0 }
  const worker = await createWorker({
    host: '127.0.0.1',
    port: workerPort,
    workerId: 'worker-1',
    linkKeys: undefined,
    backendUrl: backend.url,
    ...telegramConfig(telegram),
    dataDir: join(folder, 'worker'),
    allowedOrigins: [nginx.gallery],
    withdrawnPollMs: 50,
    now: () => Math.floor(Date.now() / 1000) + clock.ahead,
    log: (_level, message, detail) => {
      if (message !== 'answered') return
      const { method, status, range } = detail as { method: string; status: number; range?: string }
      served.push(`${method} ${status} ${range ?? 'all'}`)
    },
  })
  await worker.signedIn
  const cookie = await signIn()

  async function signIn(): Promise<string> {
    const { hash } = new URL(backend.signInUrl)
    const answer = await fetch(`${backend.url}/api/session/code`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: nginx.gallery },
      body: JSON.stringify({ code: hash.replace('#code=', '') }),
    })
    if (!answer.ok) throw new Error(`signing in: ${answer.status} ${await answer.text()}`)
    return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  }
  async function api<T>(path: string): Promise<T> {
    const answer = await fetch(backend.url + path, { headers: { cookie } })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const link = async (id: string): Promise<string> =>
    (await api<{ url: string }>(`/api/files/${id}/link`)).url

  return {
    nginx,
    worker,
    cookie,
    served,
    clock,
    setScript: (given) => (script = given),
    scriptedAddress,
    async post(name, size) {
      const file = { name, size, mime: 'video/mp4', pattern: 'blocks', chat: telegram.chat }
      await fetch(`${telegram.botApi}/control/files`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(file),
      })
      return until(name, async () => {
        const { items } = await api<{ items: { id: string; name: string }[] }>('/api/files')
        return items.find((item) => item.name === name)?.id
      })
    },
    link,
    async linkWith(id, claims) {
      const url = await link(id)
      const { header, payload } = partsOf(url)
      const text = [header, { ...payload, jti: randomUUID(), ...claims }].map(encode).join('.')
      const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
      return url.replace(/token=.*$/, `token=${text}.${signature.toString('base64url')}`)
    },
    through: (url, asking = {}) => ask(url, { ca: nginx.certificate, ...asking }),
    straight: (url) => url.replace(`${nginx.media}/w1`, worker.url),
    async signOut() {
      await fetch(`${backend.url}/api/session`, {
        method: 'DELETE',
        headers: { cookie, origin: nginx.gallery },
      })
    },
    async sentByTelegram() {
      const answer = await fetch(`${telegram.botApi}/control/stats`)
      const { dcs } = (await answer.json()) as { dcs: Record<string, { bytes: { out: number } }> }
      return Object.values(dcs).reduce((sum, { bytes }) => sum + bytes.out, 0)
    },
    async viewers() {
      const text = await (await fetch(`${worker.url}/metrics`)).text()
      return Number(/^gramreel_(?:worker_)?viewers (\d+)/m.exec(text)?.[1])
    },
    async close() {
      await nginx.close()
      await worker.close()
      await backend.close()
      await telegram.close()
      scripted.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())

/** Header and claims of the token in an address. */
export function partsOf(url: string): { header: object; payload: { file: object } } {
  const [header = '', payload = ''] = (url.split('token=')[1] ?? '').split('.')
  return { header: decode(header) as object, payload: decode(payload) as { file: object } }
}
