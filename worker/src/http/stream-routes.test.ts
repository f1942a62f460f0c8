import { randomInt } from 'node:crypto'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesOf, expectBlocks } from '../testing/bytes.ts'
import { blocks, codeOf, type Pair, type PostedFile, startPair } from '../testing/start-pair.ts'

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
const picture = (type: string, bytes: number) => {
  return { type, width: 320, height: 200, bytes, content: { from: 'blocks' as const, size: bytes } }
}

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
    expectBlocks(await bytesOf(answer), 0, film.size)
  })

  it('of a share without downloads is shown, and never given as an attachment', async () => {
    const jti = 'grant.random.view'
    const look = pair.link(film, { jti })
    expect((await get({ range: 'bytes=0-0' }, look)).status).toBe(206)
    for (const method of ['GET', 'HEAD']) {
      expect((await get({}, `${look}&download=1`, method)).status).toBe(403)
    }
    const archive = await pair.post({ size: 1000, name: 'all.zip', mime: 'application/zip' })
    expect(await codeOf(await get({}, pair.link(archive, { jti })))).toEqual([403, 'link_forbidden'])
    expect((await get({}, pair.link(archive))).status).toBe(200)
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
    expectBlocks(await bytesOf(answer), start, end)
  })

  it('is exact at any place', async () => {
    const range = fc
      .tuple(fc.nat(film.size - 1), fc.nat(film.size))
      .map(([start, length]) => [start, Math.min(film.size, start + length + 1)] as const)
    await fc.assert(
      fc.asyncProperty(range, async ([start, end]) => {
        expectBlocks(await bytesOf(await get({ range: `bytes=${start}-${end - 1}` })), start, end)
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
        expectBlocks(await bytesOf(answer), start, end)
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
    expectBlocks(await bytesOf(answer), 100, 200)
    expect(answer.headers.get('etag')).toBe((await get({}, url, 'HEAD')).headers.get('etag'))
  })

  it('has the size that Telegram says, whatever the link says', async () => {
    for (const size of [0, 5, film.size - 1, film.size + 1, 2 ** 40]) {
      const answer = await get({ range: 'bytes=-10' }, pair.link({ ...film, size }))
      expect(answer.headers.get('content-range')).toBe(
        `bytes ${film.size - 10}-${film.size - 1}/${film.size}`,
      )
      expectBlocks(await bytesOf(answer), film.size - 10, film.size)
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
      expectBlocks(await bytesOf(answer), 0, size)
    }
    expect(etags.size).toBe(4)
    const largest = await get(
      {},
      pair.link({ chat: String(chat), msg: first, size: 1, mime: '', name: 'a.jpg' }),
    )
    expectBlocks(await bytesOf(largest), 0, 90_000)
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
