// Real nginx with templates/nginx in front of a real backend and a real worker: what the template promises.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ask, askTogether, type Asking, type Told } from './support/ask.ts'
import { partsOf, startBehindNginx, type BehindNginx, type Script } from './support/behind-nginx.ts'
import { randomNumbers, sha256 } from './support/bytes.ts'
import { startNginx } from './support/nginx.ts'
import { until } from './support/until.ts'

const MIB = 1024 * 1024
const SIZE = 5 * MIB + 12_345

let parts: BehindNginx
/** Ids in the catalogue. */
let film: string
let other: string

beforeAll(async () => {
  parts = await startBehindNginx()
  film = await parts.post('Film, Teil 1.mp4', SIZE)
  other = await parts.post('Other.mp4', SIZE)
})
afterAll(() => parts?.close())
beforeEach(() => {
  parts.clock.ahead = 0
  parts.served.length = 0
})

describe('slices', () => {
  it('are fetched once for twenty viewers of the same film over HTTP/2, with the right bytes', async () => {
    const before = await parts.sentByTelegram()
    const asked = await Promise.all(
      Array.from({ length: 20 }, async () => ({
        path: pathOf(await parts.link(film)),
        headers: { range: 'bytes=0-' },
      })),
    )
    const viewers = await askTogether(parts.nginx.media, parts.nginx.certificate, asked)
    for (const { status, headers, body } of viewers) {
      expect([status, headers['content-range']]).toEqual([206, `bytes 0-${SIZE - 1}/${SIZE}`])
      expect(sha256(body)).toBe(wholeHash())
    }
    expect(parts.served.filter(isSlice).toSorted()).toEqual(
      [0, 1, 2, 3, 4, 5].map((i) => `GET 206 bytes=${i * MIB}-${(i + 1) * MIB - 1}`),
    )
    expect((await parts.sentByTelegram()) - before).toBeLessThan(SIZE * 1.1)
  })

  it('are handed out again without the worker’s bytes, and the film whole without a Range', async () => {
    const whole = await parts.through(await parts.link(film))
    expect([whole.status, whole.headers['content-length'], whole.headers['accept-ranges']]).toEqual([
      200,
      `${SIZE}`,
      'bytes',
    ])
    expect(sha256(whole.body)).toBe(wholeHash())
    expect(parts.served).toEqual([])
    expect(await parts.nginx.logs()).toContain('"cache":"HIT"')
  })

  it('give the same answer as the worker itself, to every kind of request', async () => {
    const url = await parts.link(film)
    const { headers } = await ask(parts.straight(url), { method: 'HEAD' })
    const etag = String(headers.etag)
    const date = String(headers['last-modified'])
    const random = randomNumbers(7)
    const place = (): number => Math.floor(random() * SIZE)
    const ranges = [
      'bytes=0-',
      'bytes=0-0',
      'bytes=0-1',
      'bytes=1048575-1048576',
      'bytes=1048576-2097151',
      'bytes=-1',
      'bytes=-5000000',
      'bytes=-99999999999',
      `bytes=${SIZE - 1}-`,
      `bytes=${SIZE - 5}-99999999999`,
      `bytes=${SIZE}-`,
      'bytes=-0',
      'bytes=9999999999999999999-',
      'bytes=10-5',
      'bytes=5',
      'bytes=',
      'bytes=0-1,5-6',
      'bytes=0-1, 3000000-3000001',
      'bytes=a-b',
      'bytes= 0-5',
      'Bytes=0-5',
      'seconds=1-2',
      'bytes=0-5,',
      'bytes=1 - 5',
      ...Array.from({ length: 12 }, () => [place(), place()].toSorted((a, b) => a - b)).map(
        ([a, b]) => `bytes=${a}-${b}`,
      ),
    ]
    const requests: Asking[] = [
      {},
      ...ranges.map((range) => ({ headers: { range } })),
      { method: 'HEAD' },
      { method: 'HEAD', headers: { range: 'bytes=0-5' } },
      { method: 'OPTIONS', headers: { origin: parts.nginx.gallery, 'access-control-request-method': 'GET' } },
      { method: 'POST' },
      { method: 'PUT' },
      { headers: { 'if-none-match': etag } },
      { headers: { 'if-none-match': '"x"', range: 'bytes=5-9' } },
      { headers: { 'if-match': etag, range: 'bytes=5-9' } },
      { headers: { 'if-match': '"x"' } },
      { headers: { 'if-modified-since': date } },
      { headers: { 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' } },
      { headers: { range: 'bytes=2000000-3000000', 'if-range': etag } },
      { headers: { range: 'bytes=2000000-3000000', 'if-range': '"another"' } },
      { headers: { range: 'bytes=2000000-3000000', 'if-range': `W/${etag}` } },
      { headers: { range: 'bytes=2000000-3000000', 'if-range': date } },
      { headers: { range: 'bytes=0-9', origin: parts.nginx.gallery } },
      { headers: { range: 'bytes=0-9', origin: 'https://elsewhere.example' } },
    ]
    for (const asking of requests) {
      const [theirs, ours] = await Promise.all([parts.through(url, asking), ask(parts.straight(url), asking)])
      expect(toldOf(theirs), JSON.stringify(asking)).toEqual(toldOf(ours))
    }
  })

  it('carry what belongs to one link to nobody else: name, age, origin', async () => {
    const aged = await parts.linkWith(film, { iat: nowSeconds() - 3000, exp: nowSeconds() + 600 })
    const download = await parts.through(`${aged}&download=1`, {
      headers: { range: 'bytes=0-9', origin: parts.nginx.gallery },
    })
    expect(download.headers).toMatchObject({
      'content-disposition': expect.stringMatching(/^attachment; filename/),
      'access-control-allow-origin': parts.nginx.gallery,
    })
    expect(ageOf(download)).toBeLessThanOrEqual(600)
    const shown = await parts.through(await parts.link(film), { headers: { range: 'bytes=0-9' } })
    expect(shown.headers['content-disposition']).toMatch(/^inline; filename/)
    expect(shown.headers).not.toHaveProperty('access-control-allow-origin')
    expect(ageOf(shown)).toBeGreaterThan(3500)
    const renamed = await parts.linkWith(film, {
      file: { ...partsOf(await parts.link(film)).payload.file, name: 'page.html', mime: 'text/html' },
    })
    const page = await parts.through(renamed, { headers: { range: 'bytes=0-9' } })
    expect(page.headers).toMatchObject({
      'content-type': 'text/html',
      'content-security-policy': "sandbox; default-src 'none'",
      'content-disposition': expect.stringMatching(/^attachment/),
    })
    expect(parts.served.filter(isSlice)).toEqual([])
  })

  it('let a slow reader hold no connection of the worker', async () => {
    const long = await parts.post('Long.mp4', 40 * MIB)
    const stalled = Promise.withResolvers<undefined>()
    const begun = Promise.withResolvers<undefined>()
    const reading = parts.through(await parts.link(long), {
      onBytes: async () => {
        begun.resolve(undefined)
        await stalled.promise
      },
    })
    await begun.promise
    await until('the worker to be free', async () => (await parts.viewers()) === 0)
    expect(parts.served.filter(isSlice).length).toBeLessThan(20)
    stalled.resolve(undefined)
    expect(sha256((await reading).body)).toBe(sha256(blocks(0, 40 * MIB)))
  })
})

describe('no way around the link', () => {
  it('all of it is in the cache, and yet nobody gets a byte without a link of his own', async () => {
    const good = await parts.link(film)
    expect((await parts.through(good)).isComplete).toBe(true)
    const [address = '', token = ''] = good.split('?token=')
    const path = pathOf(address)
    const expired = await parts.linkWith(film, { iat: nowSeconds() - 4000, exp: nowSeconds() - 400 })
    const elsewhere = await parts.linkWith(film, { aud: 'worker-2' })
    const uploads = await parts.linkWith(film, { scope: 'upload' })
    const attempts: string[] = [
      address,
      `${address}?token=`,
      `${address}?token=x`,
      `${address}?token=${token.slice(0, -4)}AAAA`,
      `${address}?token=${token}&token=${token}`,
      `${address}?TOKEN=${token}`,
      `${address}?x=1#token=${token}`,
      address.replace(film, other) + `?token=${token}`,
      expired,
      elsewhere,
      uploads,
      atMedia(path.replace('/w1/', '/w2/')) + `?token=${token}`,
      atMedia(path.replace('/w1/', '/w3/')) + `?token=${token}`,
      atMedia(path.replace('/w1/', '/')) + `?token=${token}`,
      ...[
        '/w1//stream',
        '//w1/stream',
        '/w1/./stream',
        '/w1/x/../stream',
        '/w2/../w1/stream',
        '/%77%31/stream',
        '/w1%2fstream',
        '/w1/str%65am',
        '/w1/check/stream',
        '/w1/x/..%2fcheck/stream',
      ].map((begin) => atMedia(path.replace('/w1/stream', begin))),
      atMedia(`/w1/stream/${film}%2f..%2f${other}/x.mp4?token=${token}`),
      atMedia(`/w1/stream/${other}/../${film}/x.mp4`),
      atMedia('/.check'),
      atMedia(`/.check?token=${token}`),
      atMedia(`/w1/check/stream/${film}/x.mp4?token=${token}`),
      atMedia('/.nothing'),
    ]
    const direct = attempts.map((url) => url.replace(parts.nginx.media, parts.nginx.slices))
    parts.setScript((_, response) => response.writeHead(401).end())
    for (const url of [...attempts, ...direct.filter((each) => !each.includes(token))]) {
      for (const headers of [
        {},
        { range: 'bytes=0-1048575' },
        { 'x-gramreel-method': 'GET', 'x-gramreel-content': 'd1' },
      ]) {
        const { status, body } = await parts.through(url, { headers })
        expect(
          [0, 400, 401, 403, 404, ...(url.startsWith(parts.nginx.slices) ? [500] : [])],
          `${url.slice(0, 120)} ${JSON.stringify(headers)}`,
        ).toContain(status)
        expect(body.includes('GRAMREEL')).toBe(false)
      }
    }
    for (const method of ['HEAD', 'POST', 'PUT', 'DELETE', 'PROPFIND']) {
      const { status, body } = await parts.through(address, { method })
      expect([400, 401, 404, 405], method).toContain(status)
      expect(body.includes('GRAMREEL')).toBe(false)
    }
    expect(parts.served.filter(isSlice)).toEqual([])
  })

  it('who may only look gets no attachment out of the cache either', async () => {
    const viewOnly = await parts.linkWith(film, { jti: `grant.${nowSeconds()}.view` })
    expect((await parts.through(viewOnly)).status).toBe(200)
    expect((await parts.through(`${viewOnly}&download=1`)).status).toBe(403)
  })

  it('the name in the address is for people: another name is the same film, encoded in any way', async () => {
    const url = await parts.link(film)
    for (const name of ['x', 'a%2Fb.mp4', '%E2%82%AC.mp4', '..%2f..%2fetc%2fpasswd']) {
      const told = await parts.through(url.replace(/\/[^/]*\?/, `/${name}?`), {
        headers: { range: 'bytes=1048570-1048589' },
      })
      expect([told.status, sha256(told.body)], name).toEqual([206, sha256(blocks(1_048_570, 1_048_590))])
    }
  })

  it('an expired link goes on while it is under way, and not when it rested for too long', async () => {
    const url = await parts.link(film)
    const seek = async (): Promise<number> =>
      (await parts.through(url, { headers: { range: 'bytes=3000000-3000009' } })).status
    expect(await seek()).toBe(206)
    for (const minutes of [14, 28, 42, 56, 70, 84, 98]) {
      parts.clock.ahead = minutes * 60
      expect(await seek(), `minute ${minutes}`).toBe(206)
    }
    parts.clock.ahead += 16 * 60
    expect(await seek()).toBe(401)
    expect(parts.served.filter(isSlice)).toEqual([])
  })
})

describe('trouble', () => {
  it.each([
    ['another file', { etag: '"other"' }],
    ['an error', { status: 503 }],
    ['a refusal', { status: 401 }],
    ['a cut', { hangUpAfter: 1000 }],
  ])('in the middle of a film, %s, cuts it: no wrong byte, no clean end', async (name, what) => {
    playScript((index) => (index === 2 ? what : {}))
    const told = await readScripted(name.replace(' ', '_'))
    expect([told.status, told.isComplete]).toEqual([206, false])
    expect(told.body.length).toBeGreaterThanOrEqual(MIB)
    expect(told.body.length).toBeLessThanOrEqual(2 * MIB + 1000)
    expect(told.body.equals(blocks(0, told.body.length))).toBe(true)
    // And it was not kept.
    if (name === 'another file') return
    playScript(() => ({}))
    expect((await readScripted(name.replace(' ', '_'))).body.equals(blocks(0, 4 * MIB))).toBe(true)
  })

  it('a worker that hangs up, or is away, cuts the viewer’s line, so that a player asks again', async () => {
    parts.setScript((_, response) => response.destroy())
    expect((await readScripted('away')).status).toBe(0)
    parts.setScript(({ url }, response) => {
      if (url.startsWith('/check/'))
        response.writeHead(204, { etag: '"k"', 'x-gramreel-content': 'away' }).end()
      else response.destroy()
    })
    expect((await readScripted('away2')).status).toBe(0)
  })

  it('a worker’s own words before the first byte come through', async () => {
    playScript(() => ({ status: 503 }))
    const told = await readScripted('busy')
    expect([told.status, told.body.toString()]).toEqual([503, '{"error":{"code":"busy"}}'])
  })

  it('what is an hour old is handed out at once, while the worker is asked whether it is still so', async () => {
    playScript(() => ({}))
    const ours = await startNginx(
      {
        backend: '127.0.0.1:9',
        w1: '127.0.0.1:9',
        w2: parts.scriptedAddress,
      },
      '1s',
    )
    try {
      const again = (): Promise<Told> =>
        ask(`${ours.media}/w2/stream/old/x.mp4`, {
          ca: ours.certificate,
          headers: { range: 'bytes=0-1000000' },
        })
      expect((await again()).status).toBe(206)
      await new Promise((resolve) => setTimeout(resolve, 2_100))
      const held: { condition: string | undefined; answer: () => void }[] = []
      parts.setScript((request, response) => {
        if (request.url.startsWith('/check/')) return filmOf(() => ({}))(request, response)
        held.push({
          condition: request.headers['if-none-match'],
          answer: () => response.writeHead(304, { etag: '"k"' }).end(),
        })
        return undefined
      })
      const told = await again()
      expect(told.body.equals(blocks(0, 1_000_001))).toBe(true)
      await until('the worker to be asked', () => held.length > 0)
      expect(held.map(({ condition }) => condition)).toEqual(['"k"'])
      held[0]?.answer()
      await until('the slice to be fresh again', async () => {
        await again()
        return (await ours.logs()).includes('"cache":"HIT"')
      })
    } finally {
      await ours.close()
    }
  })
})

describe('the gallery', () => {
  it('is served over HTTP/2, and news come as they happen', async () => {
    const [page] = await askTogether(parts.nginx.gallery, parts.nginx.certificate, [
      { path: '/health', headers: {} },
    ])
    expect(page?.status).toBe(200)
    const arrived = new Promise<number>((resolve) => {
      void parts.through(`${parts.nginx.gallery}/api/events`, {
        headers: { cookie: parts.cookie },
        onBytes: (received) => received > 30 && resolve(Date.now()),
      } as Asking)
    })
    await new Promise((resolve) => setTimeout(resolve, 200))
    const posted = Date.now()
    await parts.post('News.mp4', SIZE)
    expect((await arrived) - posted).toBeLessThan(5_000)
  })
})

it('S08: when access is withdrawn, a film that is read from the cache alone ends, and no other begins', async () => {
  const long = await parts.post('Longer.mp4', 24 * MIB)
  expect((await parts.through(await parts.link(long))).isComplete).toBe(true)
  const url = await parts.link(long)
  let withdrawnAt = 0
  const told = await parts.through(url, {
    onBytes: async (received) => {
      if (received < 2 * MIB) return
      if (withdrawnAt === 0) {
        withdrawnAt = received
        await parts.signOut()
        await until(
          'the worker to know',
          async () => (await ask(parts.straight(url), { method: 'HEAD' })).status === 401,
        )
      }
    },
  })
  expect([told.status, told.isComplete]).toEqual([200, false])
  expect(told.body.length).toBeLessThan(16 * MIB)
  expect(told.body.equals(blocks(0, told.body.length))).toBe(true)
  expect((await parts.through(url)).status).toBe(401)
})

it('S15: no token is in nginx’s logs, nor in its cache', async () => {
  const logs = await parts.nginx.logs()
  expect(logs).toContain(`"path":"/w1/stream/${film}"`)
  expect(logs).not.toMatch(/eyJ|token=/)
  const files = (
    await readdir(join(parts.nginx.folder, 'cache'), { recursive: true, withFileTypes: true })
  ).filter((entry) => entry.isFile())
  expect(files.length).toBeGreaterThan(10)
  for (const { parentPath, name } of files) {
    const bytes = await readFile(join(parentPath, name))
    expect(bytes.includes('eyJ') || bytes.includes('token=')).toBe(false)
  }
})

const nowSeconds = (): number => Math.floor(Date.now() / 1000)
const pathOf = (url: string): string => url.slice(parts.nginx.media.length)
const atMedia = (path: string): string => parts.nginx.media + path
const wholeHash = (): string => sha256(blocks(0, SIZE))
const isSlice = (line: string): boolean => line.startsWith('GET 206')
const ageOf = ({ headers }: Told): number =>
  Number(/^private, max-age=(\d+)$/.exec(headers['cache-control'] ?? '')?.[1])

/** The pattern `blocks`. */
function blocks(start: number, end: number): Buffer {
  const first = Math.floor(start / 16)
  const bytes = Buffer.alloc((Math.ceil(end / 16) - first) * 16, '\0\0\0\0\0\0\0\0GRAMREEL', 'latin1')
  for (let at = 4; at < bytes.length; at += 16) bytes.writeUInt32BE(first + (at >> 4), at)
  return bytes.subarray(start - first * 16, end - first * 16)
}

type Slice = { etag?: string; status?: number; hangUpAfter?: number }

/** A worker (w2) that has a film of 4 MiB; `slice` says what becomes of each. */
const filmOf =
  (slice: (index: number) => Slice): Script =>
  ({ url, headers }, response) => {
    if (url.startsWith('/check/')) {
      const content = { 'x-gramreel-content': url.split('/')[3], 'content-type': 'video/mp4' }
      response.writeHead(204, { etag: '"k"', ...content }).end()
      return
    }
    const index = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0) / MIB
    const { etag = '"k"', status = 206, hangUpAfter } = slice(index)
    if (status !== 206) {
      response.writeHead(status).end('{"error":{"code":"busy"}}')
      return
    }
    response.writeHead(206, {
      etag,
      'content-length': MIB,
      'content-range': `bytes ${index * MIB}-${(index + 1) * MIB - 1}/${4 * MIB}`,
    })
    const bytes = blocks(index * MIB, (index + 1) * MIB)
    if (hangUpAfter === undefined) response.end(bytes)
    else response.write(bytes.subarray(0, hangUpAfter), () => setTimeout(() => response.destroy(), 50))
  }

const playScript = (slice: (index: number) => Slice): void => parts.setScript(filmOf(slice))

const readScripted = (name: string): Promise<Told> =>
  parts.through(`${parts.nginx.media}/w2/stream/${name}/x.mp4`, { headers: { range: 'bytes=0-' } })

/** What differs from request to request, or between servers; Accept-Ranges comes from nginx with a whole answer only. */
const NOT_COMPARED = ['date', 'server', 'connection', 'keep-alive', 'transfer-encoding', 'accept-ranges']

/** What a viewer sees. */
function toldOf({ status, headers, body, isComplete }: Told): object {
  const age = headers['cache-control']?.replace(/\d+/, 'n')
  const kept = Object.entries({ ...headers, 'cache-control': age }).filter(
    ([name]) => !NOT_COMPARED.includes(name),
  )
  const { 'content-type': type = '', ...others } = Object.fromEntries(kept)
  const boundary = /boundary=(.*)/.exec(String(type))?.[1]
  const text =
    boundary === undefined ? body : Buffer.from(body.toString('latin1').replaceAll(boundary, 'b'), 'latin1')
  return { status, others, type: String(type).replace(boundary ?? '', ''), body: sha256(text), isComplete }
}
