import { createHash, randomInt } from 'node:crypto'
import { type IncomingMessage, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blocks, codeOf, createSigner, type Pair, type PostedFile, startPair } from '../testing/start-pair.ts'

const MIB = 1024 * 1024
let pair: Pair
let film: PostedFile
let empty: Omit<PostedFile, 'fid'>
/** 4 GiB and a bit. */
let huge: PostedFile
let url: string

beforeAll(async () => {
  pair = await startPair()
  film = await pair.post({ size: 3 * MIB + 1234 })
  empty = postEmpty(pair)
  huge = await pair.post({ size: 2 ** 32 + 5 * MIB + 7, name: 'huge.mkv', dc: 4 })
  url = pair.link(film)
})
afterAll(() => pair.close())

type BotFile = { file_id: string; file_size: number }
type BotMessage = { message_id: number; photo?: BotFile[]; video?: BotFile & { thumbnail: BotFile } }

/** Telegram itself takes no empty file; a worker should not stumble over one. */
function postEmpty({ telegram: { world, chat } }: Pair): Omit<PostedFile, 'fid'> {
  const media = world.addDocument({
    shownAs: 'document',
    name: 'empty.mp4',
    mime: 'video/mp4',
    size: 0,
    thumbs: [],
    content: { from: 'blocks', size: 0 },
  })
  const { id: msg } = world.addMessage({ chat: Number(chat), media })
  return { chat, msg, size: 0, mime: media.mime, name: media.name }
}

const get = (headers: Record<string, string> = {}, address = url, method = 'GET') =>
  fetch(address, { method, headers })
const preflight = (origin: string) =>
  fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'range',
    },
  })
const picture = (type: string, bytes: number) => {
  return { type, width: 320, height: 200, bytes, content: { from: 'blocks' as const, size: bytes } }
}
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer())
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const equal = (got: Buffer, start: number, end: number) =>
  expect([got.length, hash(got)]).toEqual([end - start, hash(blocks(start, end))])

describe('a file', () => {
  it('comes whole, with all that a player wants to know', async () => {
    const answer = await get()
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'cache-control': expect.stringMatching(/^private, max-age=3[56]\d\d$/),
      'content-disposition': 'inline; filename=film.mp4',
      'content-length': String(film.size),
      'content-type': 'video/mp4',
      'cross-origin-resource-policy': 'cross-origin',
      etag: expect.stringMatching(/^"[a-z0-9-]+"$/),
      'last-modified': expect.stringMatching(/ GMT$/),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    expect(answer.headers.has('content-encoding')).toBe(false)
    equal(await bytesOf(answer), 0, film.size)
  })

  it.each([
    ['bytes=0-', 0, 3 * MIB + 1234],
    ['bytes=0-1', 0, 2],
    ['bytes=0-0', 0, 1],
    ['bytes=1048575-1048576', MIB - 1, MIB + 1],
    ['bytes=0-1048576', 0, MIB + 1],
    ['bytes=3145728-', 3 * MIB, 3 * MIB + 1234],
    ['bytes=-1', 3 * MIB + 1233, 3 * MIB + 1234],
    ['bytes=-2000000', 3 * MIB + 1234 - 2_000_000, 3 * MIB + 1234],
    ['bytes=1000000-99999999999', 1_000_000, 3 * MIB + 1234],
  ])('comes in parts: %s', async (range, start, end) => {
    const answer = await get({ range })
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/${film.size}`)
    expect(answer.headers.get('content-length')).toBe(String(end - start))
    expect(answer.headers.get('content-type')).toBe('video/mp4')
    equal(await bytesOf(answer), start, end)
  })

  it('is exact at any place', async () => {
    const range = fc
      .tuple(fc.nat(film.size - 1), fc.nat(film.size))
      .map(([start, length]) => [start, Math.min(film.size, start + length + 1)] as const)
    await fc.assert(
      fc.asyncProperty(range, async ([start, end]) => {
        equal(await bytesOf(await get({ range: `bytes=${start}-${end - 1}` })), start, end)
      }),
      { numRuns: 15 },
    )
  })

  it('of more than 4 GiB, in another data centre, is exact at random places and at its end', async () => {
    const address = pair.link(huge)
    const places = [
      2 ** 31 - 5,
      2 ** 32 - 3,
      huge.size - 5,
      ...Array.from({ length: 6 }, () => randomInt(huge.size)),
    ]
    await Promise.all(
      places.map(async (start) => {
        const end = Math.min(huge.size, start + randomInt(1, 300_000))
        const answer = await get({ range: `bytes=${start}-${end - 1}` }, address)
        expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/${huge.size}`)
        equal(await bytesOf(answer), start, end)
      }),
    )
  })

  it('comes in several parts, in the order asked for', async () => {
    const answer = await get({ range: 'bytes=2000000-2000009, 0-0, -5, 99999999-' })
    expect(answer.status).toBe(206)
    const type = answer.headers.get('content-type') ?? ''
    const boundary = /^multipart\/byteranges; boundary=(\S+)$/.exec(type)?.[1]
    const body = await bytesOf(answer)
    expect(answer.headers.get('content-length')).toBe(String(body.length))
    const part = (start: number, end: number) =>
      Buffer.concat([
        Buffer.from(
          `--${boundary}\r\nContent-Type: video/mp4\r\nContent-Range: bytes ${start}-${end - 1}/${film.size}\r\n\r\n`,
        ),
        blocks(start, end),
        Buffer.from('\r\n'),
      ])
    const expected = [
      part(2_000_000, 2_000_010),
      part(0, 1),
      part(film.size - 5, film.size),
      Buffer.from(`--${boundary}--\r\n`),
    ]
    expect(body.toString('latin1')).toBe(Buffer.concat(expected).toString('latin1'))
  })

  it('is not there after its end', async () => {
    const answer = await get({ range: `bytes=${film.size}-` })
    expect(answer.headers.get('content-range')).toBe(`bytes */${film.size}`)
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await codeOf(answer)).toEqual([416, 'range_not_satisfiable'])
  })

  it('ignores ranges that are malformed, foreign or too many', async () => {
    const many = `bytes=${Array.from({ length: 1300 }, (_, i) => `${i}-${i}`).join()}`
    for (const range of ['bytes=2-1', 'bytes=a-', 'lines=0-1', many]) {
      const answer = await get({ range })
      expect([answer.status, (await bytesOf(answer)).length]).toEqual([200, film.size])
    }
  })

  it('of no bytes is empty, and has no ranges', async () => {
    const address = pair.link(empty)
    const answer = await get({}, address)
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '0', ''])
    const part = await get({ range: 'bytes=0-' }, address)
    expect(part.headers.get('content-range')).toBe('bytes */0')
    expect((await codeOf(part))[0]).toBe(416)
  })

  it('answers HEAD with the headers of GET, and asks no file server for it', async () => {
    const other = await pair.post({ size: 5 * MIB })
    const before = await pair.calls('upload.getFile')
    const head = await get({ range: 'bytes=0-5' }, pair.link(other), 'HEAD')
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect(await pair.calls('upload.getFile')).toBe(before)
    const whole = await get({}, pair.link(other))
    await bytesOf(whole)
    const names = [
      'accept-ranges',
      'content-type',
      'content-length',
      'etag',
      'last-modified',
      'content-disposition',
    ]
    for (const name of names) expect([name, head.headers.get(name)]).toEqual([name, whole.headers.get(name)])
  })

  it('keeps to conditions', async () => {
    const first = await get({}, url, 'HEAD')
    const etag = first.headers.get('etag') ?? ''
    const date = first.headers.get('last-modified') ?? ''
    const unchanged = await get({ 'if-none-match': etag, range: 'bytes=0-1' })
    expect([unchanged.status, unchanged.headers.get('etag'), await unchanged.text()]).toEqual([304, etag, ''])
    expect((await get({ 'if-modified-since': date })).status).toBe(304)
    expect(await codeOf(await get({ 'if-match': '"other"' }))).toEqual([412, 'precondition_failed'])
    expect((await codeOf(await get({ 'if-unmodified-since': 'Sun, 06 Nov 1994 08:49:37 GMT' })))[0]).toBe(412)
    expect((await get({ 'if-match': etag, range: 'bytes=0-1' })).status).toBe(206)
    for (const [condition, status] of [
      [etag, 206],
      [date, 206],
      [`W/${etag}`, 200],
      ['"other"', 200],
    ] as const) {
      const answer = await get({ 'if-range': condition, range: 'bytes=0-1' })
      expect([condition, answer.status]).toEqual([condition, status])
      await answer.body?.cancel()
    }
  })

  it('is found without a file_id, by chat and message', async () => {
    const { fid: _, ...rest } = film
    const answer = await get({ range: 'bytes=100-199' }, pair.link(rest))
    equal(await bytesOf(answer), 100, 200)
    expect(answer.headers.get('etag')).toBe((await get({}, url, 'HEAD')).headers.get('etag'))
  })

  it('has the size that Telegram says, whatever the link says', async () => {
    for (const size of [0, 5, film.size - 1, film.size + 1, 2 ** 40]) {
      const answer = await get({ range: 'bytes=-10' }, pair.link({ ...film, size }))
      expect(answer.headers.get('content-range')).toBe(
        `bytes ${film.size - 10}-${film.size - 1}/${film.size}`,
      )
      equal(await bytesOf(answer), film.size - 10, film.size)
    }
  })

  it('may be a photo in any of its sizes, a thumbnail, and sent to the bot in private', async () => {
    const { world, botApi, botToken } = pair.telegram
    const photo = world.addPhoto({ sizes: [picture('m', 3000), picture('x', 90_000)] })
    const video = world.addDocument({
      shownAs: 'video',
      name: 'v.mp4',
      mime: 'video/mp4',
      size: 5000,
      thumbs: [picture('m', 2000)],
      content: { from: 'blocks', size: 5000 },
    })
    const chat = world.defaultUser.id
    for (const media of [photo, video])
      world.addMessage({ chat, bot: world.defaultBot.id, from: chat, media })
    const updates = await fetch(`${botApi}/bot${botToken}/getUpdates`)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the Bot API answers
    const { result } = (await updates.json()) as { result: { message?: BotMessage }[] }
    const [one, two] = result.flatMap(({ message }) => message ?? []).slice(-2)
    if (!one?.photo || !two?.video) throw new Error('the bot was told of no photo and film')
    const { message_id: first, photo: sizes } = one
    const { message_id: second, video: film } = two
    const files: [number, string, number][] = [
      ...sizes.map((size): [number, string, number] => [first, size.file_id, size.file_size]),
      [second, film.file_id, 5000],
      [second, film.thumbnail.file_id, 2000],
    ]
    expect(files.map(([, , size]) => size)).toEqual([3000, 90_000, 5000, 2000])
    const etags = new Set<string | null>()
    for (const [msg, fid, size] of files) {
      const answer = await get(
        {},
        pair.link({ fid, chat: String(chat), msg, size: 1, mime: '', name: 'a.jpg' }),
      )
      etags.add(answer.headers.get('etag'))
      equal(await bytesOf(answer), 0, size)
    }
    expect(etags.size).toBe(4)
    const largest = await get(
      {},
      pair.link({ chat: String(chat), msg: first, size: 1, mime: '', name: 'a.jpg' }),
    )
    equal(await bytesOf(largest), 0, 90_000)
  })

  it('becomes an attachment when asked to, or when no browser should show it', async () => {
    const download = await get({}, `${url}&download=1`, 'HEAD')
    expect(download.headers.get('content-disposition')).toBe('attachment; filename=film.mp4')
    for (const name of ['page.html', 'drawing.svg', 'paper.pdf', 'page.xhtml']) {
      const answer = await get({}, pair.link({ ...film, name }), 'HEAD')
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment;/)
      expect(answer.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
    }
  })

  it('has any name', async () => {
    for (const name of [
      '€.mp4',
      'a";x="b.mp4',
      'a\r\nX-Evil: 1.mp4',
      '../../etc/passwd',
      '\u202e4pm.exe',
      '😀'.repeat(100),
      'ä/ö.mp4',
    ]) {
      const answer = await get({}, pair.link({ ...film, name }), 'HEAD')
      expect([name, answer.status]).toEqual([name, 200])
      expect(answer.headers.has('x-evil')).toBe(false)
    }
  })
})

describe('a link', () => {
  it('is needed, for this file, this worker and this purpose', async () => {
    const base = `${pair.worker.url}/stream/film_1/film.mp4`
    const now = Math.floor(Date.now() / 1000)
    const stranger = createSigner()
    const token = new URL(url).searchParams.get('token') ?? ''
    expect(await codeOf(await get({}, base))).toEqual([401, 'link_missing'])
    expect(await codeOf(await get({}, `${base}?token=x`))).toEqual([401, 'link_invalid'])
    expect(await codeOf(await get({}, `${base}?token=${token}&token=${token}`))).toEqual([
      401,
      'link_invalid',
    ])
    expect(await codeOf(await get({}, `${base}?token=${stranger.token({ iat: now })}`))).toEqual([
      401,
      'link_invalid',
    ])
    expect(await codeOf(await get({ authorization: `Bearer ${token}` }, base))).toEqual([401, 'link_missing'])
    expect(await codeOf(await get({}, pair.link(film, { iat: now - 3600, exp: now - 31 })))).toEqual([
      401,
      'link_expired',
    ])
    expect(await codeOf(await get({}, pair.link(film, { aud: 'worker-2' })))).toEqual([403, 'link_forbidden'])
    expect(await codeOf(await get({}, pair.link(film, { sub: 'film_2' })))).toEqual([403, 'link_forbidden'])
    expect(await codeOf(await get({}, pair.link(film, { scope: 'upload' })))).toEqual([403, 'link_forbidden'])
  })

  it('to a message that is not there says so', async () => {
    expect(await codeOf(await get({}, pair.link({ ...film, msg: 9999 })))).toEqual([410, 'file_deleted'])
    expect(await codeOf(await get({}, pair.link({ ...film, chat: '-1009999999999' })))).toEqual([
      502,
      'no_access',
    ])
  })

  it('never appears in the log, in metrics or in an error', async () => {
    const token = new URL(url).searchParams.get('token') ?? ''
    const metrics = await (await fetch(`${pair.worker.url}/metrics`)).text()
    const trouble = await (await get({}, `${pair.worker.url}/nowhere?token=${token}`)).text()
    expect(pair.logged()).toContain('/stream/film_1')
    for (const text of [pair.logged(), metrics, trouble]) {
      expect(text).not.toContain(token.slice(-40))
      expect(text).not.toContain(pair.telegram.botToken)
    }
  })
})

describe('other requests', () => {
  it('with other methods are told what there is', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const answer = await get({}, url, method)
      expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
      expect(await codeOf(answer)).toEqual([405, 'method_not_allowed'])
    }
    const answer = await get({}, `${pair.worker.url}/prefetch/film_1`)
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
    expect((await get({}, `${pair.worker.url}/health`, 'POST')).status).toBe(405)
  })

  it('to unknown or crooked addresses get an error in JSON', async () => {
    expect(await codeOf(await get({}, `${pair.worker.url}/`))).toEqual([404, 'not_found'])
    expect(await codeOf(await get({}, `${pair.worker.url}/stream/film_1`))).toEqual([404, 'not_found'])
    expect((await codeOf(await get({}, `${pair.worker.url}/stream/${'a'.repeat(65)}/x?token=x`)))[0]).toBe(
      404,
    )
    expect((await codeOf(await get({}, `${pair.worker.url}/stream/%2e%2e%2fetc/x?token=x`)))[0]).toBe(404)
    const raw = await new Promise<string>((resolve) => {
      const { hostname, port } = new URL(pair.worker.url)
      const socket = connect(Number(port), hostname, () =>
        socket.write('GET /stream/a/%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
      )
      let text = ''
      socket.on('data', (bytes) => (text += bytes.toString()))
      socket.on('close', () => resolve(text))
    })
    expect(raw).toMatch(/^HTTP\/1.1 400 [\s\S]*"bad_request"/)
  })

  it('from other origins are let in by an exact list', async () => {
    const known = await get({ origin: 'http://gallery.test', range: 'bytes=0-1' })
    expect(known.headers.get('access-control-allow-origin')).toBe('http://gallery.test')
    expect(known.headers.get('access-control-expose-headers')).toBe(
      'Content-Range, Content-Length, Accept-Ranges, ETag',
    )
    expect(known.headers.get('vary')).toBe('Origin')
    for (const origin of [
      'http://evil.test',
      'null',
      'http://gallery.test.evil.test',
      'https://gallery.test',
      'http://gallery.test:80/',
    ]) {
      const answer = await get({ origin, range: 'bytes=0-1' })
      expect([origin, answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([
        origin,
        206,
        null,
      ])
    }
    const denied = await get({ origin: 'http://gallery.test' }, `${pair.worker.url}/stream/film_1/x`)
    expect([denied.status, denied.headers.get('access-control-allow-origin')]).toEqual([
      401,
      'http://gallery.test',
    ])
  })

  it('are asked for beforehand by browsers', async () => {
    const known = await preflight('http://gallery.test')
    expect(known.status).toBe(204)
    expect(known.headers.get('access-control-allow-headers')).toBe('Range, If-Range')
    expect(known.headers.get('access-control-allow-methods')).toContain('GET')
    expect((await preflight('http://evil.test')).headers.has('access-control-allow-origin')).toBe(false)
  })

  it('warm the head and the tail beforehand', async () => {
    const other = await pair.post({ size: 20 * MIB + 5 })
    const { search } = new URL(pair.link(other))
    const before = await pair.calls('upload.getFile')
    const answer = await fetch(`${pair.worker.url}/prefetch/film_1${search}`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(202)
    await expect.poll(() => pair.calls('upload.getFile')).toBe(before + 4)
    equal(await bytesOf(await get({ range: `bytes=0-${2 * MIB - 1}` }, pair.link(other))), 0, 2 * MIB)
    equal(
      await bytesOf(await get({ range: `bytes=-${MIB}` }, pair.link(other))),
      other.size - MIB,
      other.size,
    )
    expect(await pair.calls('upload.getFile')).toBe(before + 4)
    expect((await fetch(`${pair.worker.url}/prefetch/film_1`, { method: 'POST' })).status).toBe(401)
  })

  it('tell how the worker is', async () => {
    const health = await fetch(`${pair.worker.url}/health`)
    expect(await health.json()).toEqual({ status: 'ok', version: '0.1.0', telegram: 'connected' })
    expect((await fetch(`${pair.worker.url}/ready`)).status).toBe(200)
    const metrics = await fetch(`${pair.worker.url}/metrics`)
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(await metrics.text()).toMatch(/^gramreel_worker_sent_bytes_total [1-9]\d+$/m)
    const proxied = await fetch(`${pair.worker.url}/metrics`, { headers: { 'x-forwarded-for': '1.2.3.4' } })
    expect(proxied.status).toBe(403)
  })
})

describe('viewers', () => {
  it('who leave stop the reading', async () => {
    const other = await pair.post({ size: 200 * MIB })
    const before = await pair.calls('upload.getFile')
    for (let i = 0; i < 5; i++) {
      await new Promise<void>((resolve, reject) => {
        const request = httpRequest(pair.link(other), (answer) => {
          answer.once('data', () => request.destroy())
          answer.on('close', resolve)
          answer.on('error', () => {})
        })
        request.on('error', reject).end()
      })
    }
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect((await pair.calls('upload.getFile')) - before).toBeLessThan(12)
  })

  it('who stand still stop the reading, and get the rest when they go on', async () => {
    const other = await pair.post({ size: 16 * MIB })
    const before = await pair.calls('upload.getFile')
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest(pair.link(other), resolve).on('error', reject).end()
    })
    await new Promise((resolve) => setTimeout(resolve, 1500))
    const stalled = (await pair.calls('upload.getFile')) - before
    expect(stalled).toBeLessThan(14)
    const digest = createHash('sha256')
    let length = 0
    for await (const bytes of answer as AsyncIterable<Buffer>) {
      length += bytes.length
      digest.update(bytes)
    }
    expect(length).toBe(other.size)
    expect(digest.digest('hex')).toBe(hash(blocks(0, other.size)))
  })

  it('of the same film share what is read', async () => {
    const other = await pair.post({ size: 4 * MIB })
    const before = await pair.calls('upload.getFile')
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => get({}, pair.link(other)).then(bytesOf)),
    )
    for (const bytes of answers) equal(bytes, 0, other.size)
    expect((await pair.calls('upload.getFile')) - before).toBe(4)
  })
})
