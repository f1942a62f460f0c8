import type { RequestListener } from 'node:http'
import type { WorkerCheck } from '@gramreel/contracts/worker-list'
import { expect, test } from 'vitest'
import { createClient, signInOwner, startBackend } from '../testing/start-backend.ts'
import { postFilm, settingsFor, startTelegram } from '../testing/start-telegram.ts'
import { enrolAs, identityOf, signedAs, startFace } from '../testing/worker-face.ts'

const SIZE = 1024 * 1024

/** A worker that enrolled, and answers the checks as the test says. */
const setUp = async (others: RequestListener) => {
  const telegram = await startTelegram()
  const backend = await startBackend({ ...settingsFor(telegram), arePrivateWorkersAllowed: true })
  const owner = await signInOwner(backend)
  const code = String((await owner.request('POST', '/api/workers', { name: 'x' })).body['code'])
  const { botToken } = telegram
  const identity = identityOf(botToken, code)
  const face = await startFace(() => identity, others)
  expect((await enrolAs(createClient(backend.url), { botToken, code, url: face.url })).status).toBe(200)
  const item = async () => (await owner.request('GET', '/api/workers')).body['workers'][0]
  const check = async (): Promise<Record<string, [string, string]>> => {
    const { body } = await owner.request('POST', `/api/workers/${(await item()).id}/checks`)
    const checks: WorkerCheck[] = body['checks']
    return Object.fromEntries(checks.map(({ name, state, reason }) => [name, [state, reason]]))
  }
  const report = async (instance: string, sentBytes: number, month?: string) => {
    const path = `/api/workers/${identity.workerId}/report`
    const body = { instance, month: month ?? new Date().toISOString().slice(0, 7), sentBytes }
    return createClient(backend.url).request('PUT', path, body, {
      authorization: signedAs(identity, 'PUT', path, body),
    })
  }
  const post = async () => {
    postFilm(telegram, { size: 30_000_000 })
    await expect
      .poll(async () => (await owner.request('GET', '/api/files')).body['total'], { timeout: 10_000 })
      .toBe(1)
  }
  return { backend, owner, face, item, check, report, post }
}

const answer =
  (origin: string | undefined, isExact: boolean): RequestListener =>
  (request, response) => {
    if (origin !== undefined) response.setHeader('access-control-allow-origin', origin)
    if (request.method === 'OPTIONS') return response.writeHead(204).end()
    if (!isExact) return response.writeHead(200).end(Buffer.alloc(2 * SIZE))
    const range = { 'accept-ranges': 'bytes', 'content-range': `bytes 0-${SIZE - 1}/30000000` }
    return response.writeHead(206, range).end(Buffer.alloc(SIZE))
  }

test('a worker that is well is green in every line', async () => {
  let origin = ''
  const { backend, check, post } = await setUp((request, response) => answer(origin, true)(request, response))
  origin = backend.url
  await post()
  const { traffic, ...lines } = await check()
  expect(new Set(Object.values(lines).map(String))).toEqual(new Set(['good,fine']))
  expect(traffic).toEqual(['unknown', 'unknown'])
})

test('each thing that is wrong is red by itself', async () => {
  const { face, check, post } = await setUp(answer('https://elsewhere.example', false))
  expect(await check()).toMatchObject({
    cors: ['bad', 'forbidden'],
    ranges: ['unknown', 'no_file'],
    read: ['unknown', 'no_file'],
  })
  await post()
  face.health = JSON.stringify({ status: 'degraded', version: '0.0.9', telegram: 'refused' })
  await expect
    .poll(async () => (await check())['telegram'], { timeout: 10_000 })
    .toEqual(['bad', 'bot_refused'])
  expect(await check()).toMatchObject({
    reachable: ['good', 'fine'],
    version: ['bad', 'other_version'],
    ranges: ['bad', 'ignored'],
  })
})

test('what each of its starts sent is added up for the month, and used up it is full', async () => {
  const { owner, item, report } = await setUp(answer(undefined, true))
  expect((await report('first-start-aaaaaaaa', 70)).status).toBe(200)
  await report('first-start-aaaaaaaa', 75)
  await report('other-start-bbbbbbbb', 10)
  await report('other-start-bbbbbbbb', 9_999, '2020-01')
  const { id } = await item()
  const traffic = async (allowanceBytes: number | null) => {
    expect((await owner.request('PATCH', `/api/workers/${id}`, { allowanceBytes })).status).toBe(204)
    const { sentBytes, isFull, checks } = await item()
    const line: WorkerCheck = checks.at(-1)
    return [sentBytes, isFull, line.state, line.reason]
  }
  expect(await traffic(null)).toEqual([85, false, 'good', 'no_limit'])
  expect(await traffic(200)).toEqual([85, false, 'good', 'fine'])
  expect(await traffic(100)).toEqual([85, false, 'bad', 'nearly_spent'])
  expect(await traffic(85)).toEqual([85, true, 'bad', 'spent'])
})

test('S07: the owner changes the key; until it signs, asking again changes nothing more', async () => {
  const { backend, owner } = await setUp(answer(undefined, true))
  const keys = async () =>
    (await createClient(backend.url).request('GET', '/.well-known/jwks.json')).body['keys']
  expect(await keys()).toHaveLength(1)
  const first = await owner.request('POST', '/api/workers/keys')
  expect(first.status).toBe(200)
  expect(Date.parse(first.body['signsFrom'])).toBeGreaterThan(Date.now() + 60_000)
  expect((await owner.request('POST', '/api/workers/keys')).body).toEqual(first.body)
  expect(await keys()).toHaveLength(2)
})
