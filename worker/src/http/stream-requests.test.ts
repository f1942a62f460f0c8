import { createHash } from 'node:crypto'
import { type IncomingMessage, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { metric } from '../attacks/read-metric.ts'
import { bytesOf, expectBlocks, hash } from '../testing/bytes.ts'
import { blocks, codeOf, createSigner, type Pair, type PostedFile, startPair } from '../testing/start-pair.ts'

const MIB = 1024 * 1024
let pair: Pair
let film: PostedFile
let url: string

beforeAll(async () => {
  pair = await startPair()
  film = await pair.post({ size: 3 * MIB + 1234 })
  url = pair.link(film)
})
afterAll(() => pair.close())

const get = (headers: Record<string, string> = {}, address = url, method = 'GET') =>
  fetch(address, { method, headers })
/** Bytes of files that the worker had from Telegram. */
const fetchedBytes = () => metric(pair.worker, 'gramreel_worker_read_bytes_total')
const preflight = (origin: string) =>
  fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'range',
    },
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
      'Content-Range, Content-Length, Accept-Ranges, ETag, Retry-After',
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
    const fetched = await fetchedBytes()
    const answer = await fetch(`${pair.worker.url}/prefetch/film_1${search}`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(202)
    // In pieces of 256 KiB, from the segment in which the last MiB begins: 8 and 5 of them, the last one of 5 bytes.
    await expect.poll(() => pair.calls('upload.getFile')).toBe(before + 13)
    expectBlocks(await bytesOf(await get({ range: `bytes=0-${2 * MIB - 1}` }, pair.link(other))), 0, 2 * MIB)
    expectBlocks(
      await bytesOf(await get({ range: `bytes=-${MIB}` }, pair.link(other))),
      other.size - MIB,
      other.size,
    )
    expect(await pair.calls('upload.getFile')).toBe(before + 13)
    expect(await fetchedBytes()).toBe(fetched + 3 * MIB + 5)
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
    const before = await fetchedBytes()
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
    expect((await fetchedBytes()) - before).toBeLessThan(12 * MIB)
  })

  it('who stand still stop the reading, and get the rest when they go on', async () => {
    const other = await pair.post({ size: 16 * MIB })
    const before = await fetchedBytes()
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest(pair.link(other), resolve).on('error', reject).end()
    })
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect((await fetchedBytes()) - before).toBeLessThan(14 * MIB)
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
    const before = await fetchedBytes()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => get({}, pair.link(other)).then(bytesOf)),
    )
    for (const bytes of answers) expectBlocks(bytes, 0, other.size)
    expect((await fetchedBytes()) - before).toBe(other.size)
  })
})
