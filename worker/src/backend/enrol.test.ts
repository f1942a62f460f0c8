// The worker's side of enrolment, against a backend that does what the test wants.
import { createPublicKey, verify } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { EnrolmentRefused } from './enrol.ts'
import { createIdentity } from './identity.ts'
import { listen } from '../testing/listen.ts'
import { type Pair, startPair } from '../testing/start-pair.ts'

const CODE = 'nJ4c1Ue0T7yq2mZ8vK5xRg'
const GALLERY = 'https://gallery.example'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

type Asked = { path: string; authorization: string; body: string }

/** Knows a worker once it enrolled, as `answers` say, one after the other; the last one again and again. */
async function startBackend(answers: [number, object][]) {
  const asked: Asked[] = []
  let isKnown = false
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    void (async () => {
      let body = ''
      for await (const part of request) body += String(part)
      const { url: path = '', headers } = request
      asked.push({ path, authorization: headers.authorization ?? '', body })
      if (path.endsWith('/enrolment')) {
        const [status, answer] = (answers.length > 1 ? answers.shift() : answers[0]) ?? [500, {}]
        isKnown = status === 200
        response.writeHead(status).end(JSON.stringify(answer))
      } else if (path.endsWith('/session'))
        response.writeHead(isKnown ? 200 : 401).end(isKnown ? '{"slot":"s1","session":null}' : '{}')
      else if (path.endsWith('/report')) response.end(`{"allowedOrigins":["${GALLERY}"]}`)
      else response.writeHead(isKnown ? 204 : 401).end()
    })()
  })
  const url = `http://127.0.0.1:${await listen(server)}`
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url, asked, of: (end: string) => asked.filter(({ path }) => path.endsWith(end)) }
}

let pair: Pair | undefined
async function start(answers: [number, object][], more = {}) {
  const backend = await startBackend(answers)
  const opened = (pair = await startPair())
  closing.push(() => opened.close())
  const worker = await opened.startWorker({
    workerId: undefined,
    backendUrl: backend.url,
    enrolmentCode: CODE,
    dataDir: undefined,
    ...more,
  })
  return { backend, worker, token: opened.telegram.botToken, logged: opened.logged }
}

const refusal = (code: string) => ({ error: { code, message: 'x' } })
const good: [number, object] = [200, { name: 'At home', allowedOrigins: [GALLERY] }]

it('a worker enrols with a key of its own, proves its address, and serves the gallery’s pages', async () => {
  const { backend, worker, token } = await start([good])
  await worker.enrolled
  const identity = createIdentity(token, CODE)
  const [enrolment] = backend.of('/enrolment')
  expect(enrolment?.path).toBe(`/api/workers/${identity.workerId}/enrolment`)
  expect(JSON.parse(enrolment?.body ?? '')).toMatchObject({
    code: CODE,
    publicKey: identity.publicKey,
    url: worker.url,
    botId: Number(token.split(':')[0]),
  })
  expect(JSON.stringify(backend.asked)).not.toContain(token.split(':')[1])

  const nonce = 'a'.repeat(22)
  const proof = await (await fetch(`${worker.url}/proof/${nonce}`)).text()
  const signature = /^{"signature":"([\w-]{86})"}$/.exec(proof)?.[1] ?? ''
  const key = createPublicKey({
    key: Buffer.from(identity.publicKey, 'base64url'),
    format: 'der',
    type: 'spki',
  })
  const text = Buffer.from(`gramreel proof\n${nonce}\n${worker.url}`)
  expect(verify(null, text, key, Buffer.from(signature, 'base64url'))).toBe(true)
  expect((await fetch(`${worker.url}/proof/short`)).status).toBe(404)

  const health = await fetch(`${worker.url}/health`, { headers: { origin: GALLERY } })
  expect(health.headers.get('access-control-allow-origin')).toBe(GALLERY)
})

it('the first start waits for its enrolment, and then leases its session', async () => {
  const { backend, worker } = await start([good])
  await worker.signedIn
  expect(backend.of('/session').length).toBeGreaterThan(0)
  await expect.poll(() => backend.asked.some(({ path }) => path.includes('/session/s1'))).toBe(true)
})

it('what may change by itself is waited for, and said in words', async () => {
  const { backend, worker, logged } = await start([[502, refusal('worker_not_reached')], good])
  await worker.enrolled
  expect(backend.of('/enrolment').length).toBe(2)
  expect(logged()).toContain('The worker does not answer at the address it gave')
  expect(logged()).not.toContain(CODE)
})

it.each(['code_refused', 'code_taken'])('%s ends it with a sentence', async (code) => {
  const { backend, worker } = await start([[401, refusal(code)]])
  await expect(worker.enrolled).rejects.toThrow(EnrolmentRefused)
  await expect(worker.enrolled).rejects.toThrow(/^The gallery does not take this worker: This enrolment code/)
  expect(backend.of('/enrolment').length).toBe(1)
})

it('the same code and token make the same worker, another token another one', () => {
  const [a, b, c] = ['1:x', '1:x', '1:y'].map((token) => createIdentity(token, CODE).workerId)
  expect(a).toBe(b)
  expect(a).not.toBe(c)
  expect(a).toMatch(/^w-[\w-]{16}$/)
})

it('without a code there is nothing to prove', async () => {
  const opened = await startPair()
  closing.push(() => opened.close())
  expect((await fetch(`${opened.worker.url}/proof/${'a'.repeat(22)}`)).status).toBe(404)
})

it('bytes sent are reported, all of the month each time', async () => {
  const { backend, worker } = await start([good], { reportMs: 50, workerId: 'worker-1' })
  await Promise.all([worker.enrolled, worker.signedIn])
  if (!pair) throw new Error('no pair')
  const film = await pair.post({ size: 100_000 })
  const link = pair.link(film).replace(pair.worker.url, worker.url)
  const last = () => JSON.parse(backend.of('/report').at(-1)?.body ?? '{"sentBytes":0}').sentBytes
  await (await fetch(link)).arrayBuffer()
  await expect.poll(last).toBe(100_000)
  await (await fetch(link)).arrayBuffer()
  await expect.poll(last).toBe(200_000)
  const { figures } = JSON.parse(backend.of('/report').at(-1)?.body ?? '{}')
  expect(figures).toMatchObject({ hour: new Date().toISOString().slice(0, 13), sentBytes: 200_000 })
  expect(figures.readBytes).toBeLessThan(200_000)
})
