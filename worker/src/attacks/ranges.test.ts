// S38: whatever stands in Range and the conditions, status, headers and every byte are what RFC 9110 says.
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readRangeHeader } from '../http/range-header.ts'
import { blocks, type Pair, type PostedFile, startPair } from '../testing/start-pair.ts'
import { ask, type Reply } from './ask.ts'
import { conditions, outcomeOf, conditionHeaders } from './condition-model.ts'
import { type Meaning, meaningOf, rangeHeaders } from './range-model.ts'

// Much work, and machines that run tests are busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

describe('the reading of a Range header', () => {
  it('is that of the model, for 30,000 headers', () => {
    const kinds = new Set<string>()
    const sizes = [0, 1, 2, 100, 65_536, 300_007, 2 ** 31 + 5, 2 ** 40]
    const asked = fc.constantFrom(...sizes).chain((size) => fc.tuple(rangeHeaders(size), fc.constant(size)))
    fc.assert(
      fc.property(asked, ([header, size]) => {
        const answer = readRangeHeader(header, size)
        const got: Meaning =
          answer.kind === 'parts'
            ? answer.parts.map(({ start, end }): [number, number] => [start, end])
            : answer.kind
        expect([header, got]).toEqual([header, meaningOf(header, size)])
        kinds.add(answer.kind === 'parts' ? String(answer.parts.length) : answer.kind)
      }),
      { numRuns: 30_000 },
    )
    // The headers made up here reach every kind of answer.
    expect([...kinds]).toEqual(expect.arrayContaining(['whole', 'unsatisfiable', '1', '2', '16']))
  })

  it('costs next to nothing, however long the header', () => {
    const headers = [
      `bytes=${'0-,'.repeat(5400)}`,
      `bytes=${',\t '.repeat(5400)}`,
      `bytes=${'9'.repeat(16_000)}-${'9'.repeat(300)}`,
      `bytes=0-${'1'.repeat(8000)},1-${'2'.repeat(8000)}`,
      `bytes=-${'0'.repeat(16_000)}`,
      `bytes=${' '.repeat(16_000)}x`,
    ]
    for (const header of headers) {
      const begun = performance.now()
      for (let i = 0; i < 20; i++) readRangeHeader(header, 2 ** 31)
      expect((performance.now() - begun) / 20).toBeLessThan(20)
    }
  })
})

describe('a file over HTTP', () => {
  let pair: Pair
  let film: PostedFile
  let url: string
  let now: { etag: string; date: string }

  beforeAll(async () => {
    pair = await startPair()
    film = await pair.post({ size: 300_007 })
    url = pair.link(film)
    const { headers } = await ask(url, { method: 'HEAD' })
    now = { etag: headers.etag ?? '', date: headers['last-modified'] ?? '' }
  })
  afterAll(() => pair.close())

  it('answers 1,000 Range headers exactly', async () => {
    await fc.assert(
      fc.asyncProperty(rangeHeaders(300_007).filter(isFieldValue), async (range) => {
        const answer = await ask(url, { headers: { range } })
        expectAnswer(range, answer, meaningOf(withoutSpaces(range), film.size))
      }),
      { numRuns: 1000 },
    )
  })

  it('answers 1,000 combinations of conditions and ranges exactly', async () => {
    const range = fc.option(rangeHeaders(300_007).filter(isFieldValue), { nil: undefined, freq: 3 })
    const seen = new Set<number>()
    await fc.assert(
      fc.asyncProperty(conditions, range, fc.constantFrom('GET', 'HEAD'), async (asked, text, method) => {
        const headers = {
          ...conditionHeaders(asked, now),
          ...(text === undefined ? {} : { range: text }),
        }
        const answer = await ask(url, { method, headers })
        const outcome = outcomeOf(asked)
        seen.add(answer.status)
        const about = `${method} ${JSON.stringify(headers)}`
        if (outcome.verdict !== 'proceed') {
          expect([about, answer.status]).toEqual([about, outcome.verdict === 'failed' ? 412 : 304])
          expect(answer.headers.etag).toBe(now.etag)
          if (answer.status === 304) expect(answer.body.length).toBe(0)
          return
        }
        const counts = method === 'GET' && outcome.rangeCounts && text !== undefined
        const meaning = counts ? meaningOf(withoutSpaces(text), film.size) : 'whole'
        if (method === 'GET') return expectAnswer(about, answer, meaning)
        expect([about, answer.status, answer.body.length]).toEqual([about, 200, 0])
        expect(answer.headers['content-length']).toBe(String(film.size))
        expect(answer.headers['content-range']).toBeUndefined()
      }),
      { numRuns: 1000 },
    )
    expect([...seen].toSorted((a, b) => a - b).join()).toMatch(/^200,206,304,412(?:,416)?$/)
  })

  it('knows no header of another name, and takes several lines of Range for none', async () => {
    for (const name of ['request-range', 'x-range', 'content-range']) {
      expectAnswer(name, await ask(url, { headers: { [name]: 'bytes=0-0' } }), 'whole')
    }
    expectAnswer('twice', await ask(url, { headers: { range: ['bytes=0-1', 'bytes=2-3'] } }), 'whole')
  })
})

function expectAnswer(about: string, { status, headers, body }: Reply, meaning: Meaning): void {
  const size = 300_007
  if (meaning === 'unsatisfiable') {
    expect([about, status, headers['content-range']]).toEqual([about, 416, `bytes */${size}`])
    return
  }
  const [only, ...others] = meaning === 'whole' ? [[0, size] as const] : meaning
  if (!only) throw new Error('the model gave no ranges')
  const [start, end] = only
  expect([about, status]).toEqual([about, meaning === 'whole' ? 200 : 206])
  expect([about, headers['content-length']]).toEqual([about, String(body.length)])
  if (others.length > 0) return expectParts(about, headers, body, [only, ...others])
  const range = meaning === 'whole' ? undefined : `bytes ${start}-${end - 1}/${size}`
  expect([about, headers['content-range'], headers['content-type']]).toEqual([about, range, 'video/mp4'])
  expect([about, body.equals(blocks(start, end))]).toEqual([about, true])
}

/** The whole body, as RFC 9110, section 14.6 writes it. */
function expectParts(
  about: string,
  headers: Reply['headers'],
  body: Buffer,
  ranges: (readonly [number, number])[],
): void {
  const boundary = /^multipart\/byteranges; boundary=([\w-]{10,70})$/.exec(headers['content-type'] ?? '')?.[1]
  const expected = ranges.flatMap(([start, end], i) => [
    Buffer.from(
      `${i === 0 ? '' : '\r\n'}--${boundary}\r\nContent-Type: video/mp4\r\nContent-Range: bytes ${start}-${end - 1}/300007\r\n\r\n`,
    ),
    blocks(start, end),
  ])
  expected.push(Buffer.from(`\r\n--${boundary}--\r\n`))
  expect([about, headers['content-range']]).toEqual([about, undefined])
  expect([about, body.equals(Buffer.concat(expected))]).toEqual([about, true])
}

/** What may stand in a header at all (Node sends nothing else), and is not refused for its length (431). */
function isFieldValue(text: string): boolean {
  return /^[\t\x20-\x7e]{0,12000}$/.test(text)
}
function withoutSpaces(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '')
}
