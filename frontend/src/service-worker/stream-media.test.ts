import { createServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { readErrorCode } from '../shared/api.ts'
import { createLinkMemory, LinkRefused, type Link } from './link-memory.ts'
import { none, ofPlayers, type Patience } from './patience.ts'
import { createMediaStream } from './stream-media.ts'

const FILM = Buffer.from('0123456789abcdef')

const tokenOf = (url: string) => new URL(url).searchParams.get('token')

/** A worker whose n-th answer the test decides; after those it serves the film. */
async function setUp(...answers: RequestListener[]) {
  const asked: { token: string | null; range: string | undefined }[] = []
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost')
    asked.push({ token: searchParams.get('token'), range: request.headers.range })
    const answer = answers[asked.length - 1] ?? serve
    answer(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => server.close().closeAllConnections())
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const url = `http://127.0.0.1:${port}/stream/a/film.mp4`
  const backend: { links: number; refuses?: LinkRefused; takesMs?: number } = { links: 0 }
  const links = createLinkMemory(async (): Promise<Link> => {
    if (backend.refuses) throw backend.refuses
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
    waits.push(...(backend.takesMs === undefined ? [] : [backend.takesMs]))
    return { kind: 'stream', url: `${url}?token=${++backend.links}`, expiresAt }
  })
  const waits: number[] = []
  const taken: [token: string | null, waitedMs: number][] = []
  const stream = createMediaStream({
    links,
    fetchLink: fetch,
    pause: async (ms) => void waits.push(ms),
    // Nothing takes time here but waiting.
    now: () => waits.reduce((sum, ms) => sum + ms, 0),
  })
  const watch = (
    range: string | null = 'bytes=4-',
    patience: Patience = ofPlayers(),
    signal = new AbortController().signal,
  ) =>
    stream({
      address: '/v/a',
      range,
      patience,
      signal,
      onLink: (link, ms) => taken.push([tokenOf(link), ms]),
    })
  return { asked, backend, links, waits, taken, watch }
}

const serve: RequestListener = ({ headers }, response) => {
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0)
  response.writeHead(headers.range === undefined ? 200 : 206, {
    'content-type': 'video/mp4',
    'content-length': FILM.length - from,
    'content-range': `bytes ${from}-${FILM.length - 1}/${FILM.length}`,
    etag: '"one"',
    'set-cookie': 'not=for-us',
  })
  response.end(FILM.subarray(from))
}
const say =
  (status: number, code: string, headers = {}): RequestListener =>
  (_, response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify({ error: { code } }))
const cut: RequestListener = ({ socket }) => void socket.destroy()
const showPage: RequestListener = (_, response) =>
  void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Waking up</h1>')

test('the worker’s answer is handed on, right to the byte, with the headers a player needs and no others', async () => {
  const { watch, asked } = await setUp()
  const answer = await watch()
  expect(answer.status).toBe(206)
  expect(Object.fromEntries(answer.headers)).toEqual({
    'content-length': '12',
    'content-range': 'bytes 4-15/16',
    'content-type': 'video/mp4',
    etag: '"one"',
    'x-content-type-options': 'nosniff',
  })
  expect(await answer.text()).toBe('456789abcdef')
  // Of our own: players hold on to the origin of the first answer.
  expect(answer.url).toBe('')
  expect(asked).toEqual([{ token: '1', range: 'bytes=4-' }])
})

test('an expired link is replaced by a fresh one, once', async () => {
  const { watch, asked } = await setUp(say(401, 'link_expired'))
  expect(await (await watch()).text()).toBe('456789abcdef')
  expect(asked.map(({ token }) => token)).toEqual(['1', '2'])
  const refused = await setUp(say(401, 'link_expired'), say(401, 'link_invalid'))
  const answer = await refused.watch()
  expect([answer.status, await readErrorCode(answer)]).toEqual([401, 'link_invalid'])
  expect(refused.asked).toHaveLength(2)
})

test('whoever asks is told by which link the bytes come, and how long that took to get, not what else was waited for', async () => {
  const { watch, taken, backend } = await setUp(serve, say(401, 'link_expired'), say(503, 'busy'))
  await watch()
  backend.takesMs = 700
  await watch()
  await watch()
  expect(taken).toEqual([
    ['1', 0],
    ['2', 700],
    ['2', 0],
  ])
})

test.each([
  ['two 503', [say(503, 'busy'), say(503, 'busy')], [250, 500]],
  [
    'two 429 that say for how long',
    [say(429, 'busy', { 'retry-after': '2' }), say(429, 'busy')],
    [2000, 500],
  ],
  ['a socket that drops before the first byte', [cut], [250]],
  ['a host’s page in place of the worker', [showPage], [250]],
])('%s are waited out', async (_, answers, expected) => {
  const { watch, waits } = await setUp(...answers)
  expect(await (await watch()).text()).toBe('456789abcdef')
  expect(waits).toEqual(expected)
})

test('trouble that lasts is told, and a host’s page never reaches a player', async () => {
  const busy = await setUp(
    ...Array.from({ length: 20 }, () => say(503, 'telegram_wait', { 'retry-after': '60' })),
  )
  const told = await busy.watch()
  expect([told.status, await readErrorCode(told), busy.waits]).toEqual([503, 'telegram_wait', []])
  const asleep = await setUp(...Array.from({ length: 20 }, () => showPage))
  const answer = await asleep.watch()
  expect([answer.status, await answer.text()]).toEqual([502, ''])
  const away = await setUp(...Array.from({ length: 20 }, () => cut))
  await expect(away.watch()).rejects.toThrow('fetch failed')
})

test('a script that asks why is told at once', async () => {
  const { watch, waits } = await setUp(say(503, 'starting'))
  expect(await readErrorCode(await watch('bytes=0-0', none))).toBe('starting')
  expect(waits).toEqual([])
})

test('what will not change is told at once', async () => {
  const { watch, asked } = await setUp(say(410, 'file_deleted'))
  expect(await readErrorCode(await watch())).toBe('file_deleted')
  expect(asked).toHaveLength(1)
})

test('when the backend gives no link any more, the player hears its words', async () => {
  const { watch, backend, links } = await setUp(say(401, 'link_expired'))
  await links.get('/v/a')
  backend.refuses = new LinkRefused(Response.json({ error: { code: 'share_not_found' } }, { status: 404 }))
  const answer = await watch()
  expect([answer.status, await readErrorCode(answer)]).toEqual([404, 'share_not_found'])
  expect(await readErrorCode(await watch())).toBe('share_not_found')
})

test('nothing is asked any more for a player that left', async () => {
  const left = new AbortController()
  const { watch, asked } = await setUp((_, response) => {
    left.abort(new Error('left'))
    response.destroy()
  })
  await expect(watch(null, ofPlayers(), left.signal)).rejects.toThrow('left')
  expect(asked).toHaveLength(1)
})
