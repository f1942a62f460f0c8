import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createPublicKey, randomUUID } from 'node:crypto'
import { startTelegram } from '@gramreel/telegram-local'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen } from './testing/listen.ts'
import { createSigner, type Telegram } from './testing/start-pair.ts'

const METRICS_TOKEN = 'canary-of-the-metrics-token'
const signer = createSigner()
/** Whatever the worker heard of and must never say: the letters that matter. */
const canaries = new Map<string, string>([['metrics token', METRICS_TOKEN]])

let folder: string
let telegram: Telegram
let backend: Server
let worker: ChildProcess
let url: string
let printed = ''
let answered = ''

/** What the backend answers when asked for keys, one after another; then the right thing. */
const mischief: ((answer: ServerResponse) => void)[] = [
  (answer) => void answer.writeHead(302, { location: `http://127.0.0.1:1/bot${telegram.botToken}/x` }).end(),
  (answer) => answer.socket?.end(`HTTP/1.1 200 OK\r\nbad header ${telegram.botToken}\r\n\r\n`),
  (answer) => void answer.end(JSON.stringify({ keys: [{ kid: telegram.botToken, kty: telegram.apiHash }] })),
]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gramreel-worker-main-'))
  telegram = await startTelegram({ dataDir: join(folder, 'telegram') })
  canaries.set('bot token', telegram.botToken.split(':')[1] ?? '')
  canaries.set('api hash', telegram.apiHash)
  backend = createServer((request, answer) => {
    if (!request.url?.startsWith('/.well-known/')) {
      answer.writeHead(500, 'no').end(`{"error":{"code":"internal","message":"${telegram.botToken}"}}`)
      return
    }
    const next = mischief.shift()
    if (next) {
      next(answer)
      return
    }
    const jwk = createPublicKey(signer.publicPem).export({ format: 'jwk' })
    answer.end(JSON.stringify({ keys: [jwk] }))
  })
  const backendUrl = `http://127.0.0.1:${await listen(backend)}`
  worker = spawn(process.execPath, ['--import', CRASH_WHEN_TOLD, resolve(import.meta.dirname, 'main.ts')], {
    cwd: folder,
    env: {
      PORT: '0',
      BACKEND_URL: backendUrl,
      TELEGRAM_API_ID: String(telegram.apiId),
      TELEGRAM_API_HASH: telegram.apiHash,
      TELEGRAM_BOT_TOKEN: telegram.botToken,
      TELEGRAM_DCS: Object.entries(telegram.dcs)
        .map(([dc, address]) => `${dc}=${address}`)
        .join(','),
      TELEGRAM_PUBLIC_KEY: telegram.publicKey,
      DATA_DIR: join(folder, 'worker'),
      METRICS_TOKEN,
    },
  })
  for (const stream of [worker.stdout, worker.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (printed += text))
  }
  await until(() => printed.includes('"ready"'))
  url = /"url":"([^"]+)"/.exec(printed)?.[1] ?? ''
}, 30_000)

afterAll(async () => {
  if (worker.exitCode === null) worker.kill('SIGKILL')
  backend.close()
  await telegram.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Throws where nothing catches, with secrets in every corner of the error. */
const CRASH_WHEN_TOLD = `data:text/javascript,${encodeURIComponent(`
  process.on('SIGUSR2', () => {
    const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_HASH: hash } = process.env
    const cause = Object.assign(new Error('https://api.telegram.org/bot' + token), { config: { headers: [hash] } })
    throw Object.assign(new Error('crash ' + token, { cause }), { request: { url: '/?t=' + token } })
  })`)}`

function token(claims: object = {}, of: object = {}): string {
  const now = Math.floor(Date.now() / 1000)
  const file = { chat: telegram.chat, msg: 1, size: 10, mime: 'video/mp4', name: 'a.mp4', ...of }
  const jwt = signer.token({
    iss: 'gramreel',
    aud: 'worker-1',
    sub: 'f',
    jti: randomUUID(),
    iat: now,
    exp: now + 3600,
    scope: 'stream',
    file,
    ...claims,
  })
  canaries.set(`link token ${canaries.size}`, jwt.slice(-60))
  return jwt
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 20_000; !(await isSo());) {
    if (performance.now() > end) throw new Error(`not in time; printed so far:\n${printed}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function ask(path: string, options: RequestInit = {}): Promise<number> {
  const answer = await fetch(`${url}${path}`, options)
  answered += `${JSON.stringify([...answer.headers])} ${await answer.text()}\n`
  return answer.status
}

function askRaw(text: string): Promise<void> {
  return new Promise((done) => {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname, () => socket.write(text))
    socket.on('data', (bytes) => {
      answered += bytes.toString()
      socket.end()
    })
    socket.on('error', () => {})
    socket.on('close', () => done())
  })
}

async function control(path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${telegram.botApi}/control/${path}`, {
    method: body ? 'POST' : 'DELETE',
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  return answer.json().catch(() => undefined)
}

describe('the process', () => {
  it('says nothing secret, whatever goes wrong', async () => {
    const good = token()
    await until(async () => (await ask(`/stream/f/a.mp4?token=${good}`)) !== 503)
    expect(printed).toContain('the backend gave no link keys')
    const paths = [
      `/stream/f/a.mp4?token=${good}`,
      `/stream/f/a.mp4?token=${good}x`,
      `/stream/f/a.mp4?token=${good}&token=${good}`,
      `/stream/other/a.mp4?token=${good}`,
      `/stream/f/${good}?token=${token({ aud: 'x' })}`,
      `/stream/f/a?token=${token({ exp: 1, iat: 0 })}`,
      `/stream/f/a?token=${token({}, { chat: '-1009999999999' })}`,
      `/stream/f/a?token=${token({}, { msg: 99_999 })}`,
      `/nowhere/${good}?token=${good}`,
      `/prefetch/f?token=${good}`,
      `/metrics?token=${good}`,
      `/health?token=${good}`,
      `/ready?token=${good}`,
      `/stream/${good}/a?token=${good}`,
      `/stream/f/a?token=${good.repeat(30)}`,
    ]
    const statuses = []
    for (const path of paths) {
      for (const method of ['GET', 'POST', 'OPTIONS']) statuses.push(await ask(path, { method }))
    }
    for (const status of [200, 202, 401, 403, 404, 405]) expect(statuses).toContain(status)
    const head = 'Host: x\r\nConnection: close'
    await askRaw(`GET /stream/f/%E0%A4%A?token=${good} HTTP/1.1\r\n${head}\r\n\r\n`)
    await askRaw(`GET /stream/f/a?token=${good} HTTP/9.9\r\n${head}\r\n\r\n`)
    await askRaw(`NONSENSE ${good}\r\n\r\n`)
    await askRaw(`GET /stream/f/a?token=${good} HTTP/1.1\r\n${head}\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`)
    await askRaw(`POST /prefetch/f?token=${good} HTTP/1.1\r\n${head}\r\nContent-Length: 9999\r\n\r\nx`)
    await ask('/metrics', { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })
    await ask('/metrics', { headers: { authorization: `Bearer ${METRICS_TOKEN}x` } })
    expectNoCanary()
  })

  it('says nothing secret that Telegram says', async () => {
    for (const message of [telegram.botToken, `BOT_${telegram.apiHash}`, `X?token=${token()}`]) {
      await control('faults', { fault: 'rpc-error', code: 400, message })
      await ask(`/stream/f/a?token=${token({}, { msg: 2 })}`)
      await control('faults')
    }
    expect(printed).toContain('Telegram made trouble')
    expectNoCanary()
  })

  it('says nothing secret when it crashes, in one line of JSON as ever', async () => {
    // What the session is made of must not show either.
    for (const name of readdirSync(join(folder, 'worker'))) {
      const text = readFileSync(join(folder, 'worker', name), 'utf8')
      for (const [secret] of text.matchAll(/[\w+/=-]{100,}/g))
        canaries.set(`session ${canaries.size}`, secret.slice(20, 80))
    }
    worker.kill('SIGUSR2')
    await once(worker, 'close')
    expect(worker.exitCode).toBe(1)
    const last: unknown = JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '')
    expect(last).toMatchObject({
      level: 'error',
      msg: 'the worker failed',
      error: { message: 'crash ***', cause: { message: 'https://api.telegram.org/bot***' } },
    })
    expectNoCanary()
  })
})

function expectNoCanary(): void {
  expect(canaries.size).toBeGreaterThan(3)
  for (const [name, text] of canaries) {
    expect(text.length, name).toBeGreaterThan(15)
    expect(printed.includes(text), `${name} in what is printed: ${around(printed, text)}`).toBe(false)
    expect(answered.includes(text), `${name} in an answer: ${around(answered, text)}`).toBe(false)
  }
  for (const line of printed.trimEnd().split('\n')) {
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), msg: expect.any(String) })
  }
}

function around(text: string, found: string): string {
  const at = text.indexOf(found)
  return at < 0 ? '' : text.slice(Math.max(0, at - 200), at)
}
