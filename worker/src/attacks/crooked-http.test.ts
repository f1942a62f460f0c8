// Bytes that are HTTP only nearly, or more than was asked for. The worker stays up, answers once, and never puts words of its own
// between the bytes of a film.
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { blocks, type Pair, type PostedFile, startPair } from '../testing/start-pair.ts'
import { dial, sendRaw, targetOf } from './ask.ts'

// Much work, and machines that run tests are busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const MIB = 1024 * 1024
let pair: Pair
let film: PostedFile
/** Path and query of the film. */
let target: string

beforeAll(async () => {
  pair = await startPair()
  film = await pair.post({ size: 40 * MIB })
  target = targetOf(pair.link(film))
})
afterAll(() => pair.close())

type Ask = { line?: string; headers?: string[]; body?: string }

/** A request that ends its connection, unless its headers say otherwise. */
function raw({ line = `GET ${target} HTTP/1.1`, headers = [], body = '' }: Ask): string {
  return [line, 'Host: x', 'Range: bytes=0-15', 'Connection: close', ...headers, '', body].join('\r\n')
}
const statusesOf = (text: string) =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
const bodyOf = (text: string) => text.slice(text.indexOf('\r\n\r\n') + 4)
const isUp = async () => (await fetch(`${pair.worker.url}/health`)).status === 200

describe('what is no HTTP', () => {
  it.each<readonly [string, () => string | Buffer]>([
    ['noise', () => 'GARBAGE\r\n\r\n'],
    ['bytes of TLS', () => Buffer.from('16030100a5010000a10303', 'hex')],
    ['HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['an unknown version', () => raw({ line: 'GET / HTTP/9.9' })],
    ['an unknown method', () => raw({ line: 'FILM / HTTP/1.1' })],
    ['a space in the path', () => raw({ line: 'GET /a b HTTP/1.1' })],
    ['a NUL in the path', () => raw({ line: 'GET /a\0b HTTP/1.1' })],
    ['letters of Latin 1 in the path', () => Buffer.from(raw({ line: 'GET /é HTTP/1.1' }), 'latin1')],
    ['no Host', () => `GET ${target} HTTP/1.1\r\n\r\n`],
    ['a header without a colon', () => raw({ headers: ['nonsense'] })],
    ['a NUL in a header', () => raw({ headers: ['X: a\0b'] })],
    ['a space before the colon', () => raw({ headers: ['Content-Length : 5'] })],
    ['two lengths', () => raw({ headers: ['Content-Length: 1', 'Content-Length: 2'] })],
    ['a length below nothing', () => raw({ headers: ['Content-Length: -1'] })],
    ['a length of 30 digits', () => raw({ headers: [`Content-Length: ${'9'.repeat(30)}`] })],
    [
      'a length and chunks',
      () =>
        raw({
          line: `POST ${target} HTTP/1.1`,
          headers: ['Content-Length: 5', 'Transfer-Encoding: chunked'],
          body: '0\r\n\r\n',
        }),
    ],
  ])('is refused: %s', async (_, bytes) => {
    const text = await sendRaw(pair.worker.url, bytes())
    expect(statusesOf(text)).toEqual([400])
    expect(await isUp()).toBe(true)
  })

  it.each([
    ['a coding of transfer nobody knows', 'Transfer-Encoding: film', ''],
    ['a chunk of no size', 'Transfer-Encoding: chunked', 'zz\r\n'],
  ])('is cut off where it comes after a good head: %s', async (_, header, body) => {
    for (const line of [`GET ${target} HTTP/1.1`, `POST ${target} HTTP/1.1`]) {
      const text = await sendRaw(pair.worker.url, raw({ line, headers: [header], body }))
      expect(text).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/)
    }
    expect(await isUp()).toBe(true)
  })

  it('is told so in the form of all errors', async () => {
    const text = await sendRaw(pair.worker.url, 'GARBAGE\r\n\r\n')
    expect(JSON.parse(bodyOf(text))).toEqual({
      error: { code: 'bad_request', message: 'This request is not understood.' },
    })
    expect(text).toMatch(/^connection: close\r$/im)
  })

  it.each([
    ['one header of 20 KB', () => [`X: ${'x'.repeat(20_000)}`]],
    ['3,000 headers', () => Array.from({ length: 3000 }, (_, i) => `X-${i}: ${i}`)],
  ])('is too long: %s', async (_, headers) => {
    expect(statusesOf(await sendRaw(pair.worker.url, raw({ headers: headers() })))).toEqual([431])
    const long = `GET ${target}&x=${'x'.repeat(20_000)} HTTP/1.1`
    expect(statusesOf(await sendRaw(pair.worker.url, raw({ line: long })))).toEqual([431])
    expect(await isUp()).toBe(true)
  })
})

describe('unusual requests', () => {
  it.each<readonly [string, () => Ask, number]>([
    ['an absolute address', () => ({ line: `GET http://x${target} HTTP/1.1` }), 206],
    ['one of another place', () => ({ line: `GET https://evil.test:1${target} HTTP/1.1` }), 206],
    ['HTTP/1.0', () => ({ line: `GET ${target} HTTP/1.0` }), 206],
    ['an upgrade to WebSocket', () => ({ headers: ['Upgrade: websocket', 'Connection: Upgrade'] }), 206],
    ['an upgrade to HTTP/2', () => ({ headers: ['Upgrade: h2c', 'HTTP2-Settings: AA'] }), 206],
    ['hop-by-hop games', () => ({ headers: ['Connection: Range, Host, Authorization'] }), 206],
    ['a body on GET', () => ({ headers: ['Content-Length: 5'], body: 'hello' }), 206],
    ['a chunked body on GET', () => ({ headers: ['Transfer-Encoding: chunked'], body: '0\r\n\r\n' }), 206],
    ['an unknown expectation', () => ({ headers: ['Expect: wonders'] }), 417],
    ['TRACE', () => ({ line: `TRACE ${target} HTTP/1.1` }), 405],
    ['OPTIONS of everything', () => ({ line: 'OPTIONS * HTTP/1.1' }), 404],
    ['a scheme of its own', () => ({ line: 'GET file:///etc/passwd HTTP/1.1' }), 404],
    [
      'a body too long',
      () => ({
        line: 'POST /prefetch/film_1 HTTP/1.1',
        headers: ['Content-Length: 5000'],
        body: 'x'.repeat(5000),
      }),
      413,
    ],
  ])('are answered once: %s', async (_, ask, status) => {
    const text = await sendRaw(pair.worker.url, raw(ask()))
    expect(statusesOf(text)).toEqual([status])
    if (status === 206) expect(bodyOf(text)).toBe(blocks(0, 16).toString('latin1'))
    expect(await isUp()).toBe(true)
  })

  it('by CONNECT get nothing', async () => {
    expect(await sendRaw(pair.worker.url, 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n')).not.toMatch(
      / 200 /,
    )
    expect(await isUp()).toBe(true)
  })

  it('with Expect: 100-continue are told to go on', async () => {
    const text = await sendRaw(pair.worker.url, raw({ headers: ['Expect: 100-continue'] }))
    expect(statusesOf(text)).toEqual([100, 206])
  })

  it('hidden in the body of another are no requests', async () => {
    const hidden = `GET /health HTTP/1.1\r\nHost: x\r\n\r\n`
    const first = `GET ${target} HTTP/1.1\r\nHost: x\r\nRange: bytes=0-15\r\nContent-Length: ${hidden.length}\r\n\r\n`
    const text = await sendRaw(pair.worker.url, first + hidden + raw({ line: 'GET /nowhere HTTP/1.1' }))
    expect(statusesOf(text)).toEqual([206, 404])
    expect(text).not.toContain('"version"')
  })

  it('that follow one another unasked are answered in order', async () => {
    const starts = [0, 5 * MIB + 3, 16, 39 * MIB, 1]
    const requests = starts.map((start, i) =>
      [
        `GET ${target} HTTP/1.1`,
        'Host: x',
        `Range: bytes=${start}-${start + 15}`,
        ...(i === starts.length - 1 ? ['Connection: close'] : []),
        '\r\n',
      ].join('\r\n'),
    )
    const text = await sendRaw(pair.worker.url, requests.join(''))
    const bodies = text
      .split(/HTTP\/1\.1 206 Partial Content\r\n[^]*?\r\n\r\n/)
      .slice(1)
      .map((body) => Buffer.from(body, 'latin1').toString('hex'))
    expect(bodies).toEqual(starts.map((start) => blocks(start, start + 16).toString('hex')))
  })
})

describe('a film being sent', () => {
  it.each([
    ['noise', 'GARBAGE\r\n\r\n'],
    ['a header too long', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['a broken length', 'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n'],
  ])('holds its own bytes alone, though %s follows the request', async (_, after) => {
    const socket = dial(pair.worker.url)
    const parts: Buffer[] = []
    socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`)
    await once(socket, 'readable')
    socket.write(after)
    socket.on('data', (part: Buffer) => parts.push(part))
    const timer = setTimeout(() => socket.destroy(), 20_000)
    const rest = setInterval(() => {
      if (Buffer.concat(parts).length > film.size) socket.end()
    }, 200)
    await once(socket, 'close')
    clearTimeout(timer)
    clearInterval(rest)
    const all = Buffer.concat(parts)
    const body = all.subarray(all.indexOf('\r\n\r\n') + 4).subarray(0, film.size)
    expect(body.length).toBeGreaterThan(0)
    expect(body.equals(blocks(0, body.length))).toBe(true)
    expect(await isUp()).toBe(true)
  })
})
