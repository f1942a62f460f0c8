import { inspect } from 'node:util'
import {
  array,
  assert,
  constantFrom,
  dictionary,
  type Arbitrary,
  integer,
  letrec,
  object,
  oneof,
  property,
  string,
  tuple,
} from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonLog, redact } from './log.ts'

const hex = '0123456789abcdef'
const wordly = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'
const textOf = (letters: string, length: number): Arbitrary<string> =>
  string({ unit: constantFrom(...letters.split('')), minLength: length, maxLength: length })

/** Secrets of every kind, made up; with the part of each that must never be seen. */
const botToken = tuple(integer({ min: 10_000, max: 9_999_999_999 }), textOf(wordly, 35)).map(
  ([id, rest]) => ({ text: `${id}:${rest}`, secret: rest }),
)
const jwt = tuple(textOf(wordly, 80), textOf(wordly, 86)).map(([claims, signature]) => ({
  text: `eyJhbGciOiJFUzI1NiJ9.${claims}.${signature}`,
  secret: signature,
}))
const session = textOf(wordly.replace(/[-_]/g, ''), 351).map((rest) => ({ text: `1${rest}=`, secret: rest }))
const apiHash = textOf(hex, 32).map((text) => ({ text, secret: text }))
const canary = oneof(botToken, jwt, session, apiHash)
type Canary = { text: string; secret: string }

/** How a secret gets into a log: alone, in an address, in a sentence, in another program's JSON. */
const dress = constantFrom<(text: string) => string>(
  (text) => text,
  (text) => `https://api.telegram.org/bot${text}/getMe failed`,
  (text) => `https://api.telegram.org/file/bot${encodeURIComponent(text)}/a.mp4`,
  (text) => `connect to http://worker.test/stream/f/film.mp4?download=1&token=${text}&x=1`,
  (text) => `http://a.test/?next=${encodeURIComponent(`http://w.test/stream/f/n?token=${text}`)}`,
  (text) => `Authorization: Bearer ${text}`,
  (text) => JSON.stringify({ token: text }),
  (text) => JSON.stringify(JSON.stringify({ apiHash: text })),
  (text) => inspect({ botToken: text }),
  (text) => `line one\nline two ${text}\u2028 three`,
)

/** Where it stands in what is logged. */
const place = letrec<{ place: (text: string) => unknown }>((tie) => ({
  place: oneof(
    { maxDepth: 3 },
    constantFrom<(text: string) => unknown>(
      (text) => text,
      (text) => new Error(text),
      (text) => new URL(`http://x.test/?token=${encodeURIComponent(text)}`),
      (text) => ({ [text]: 1 }),
      (text) => Object.assign(new Error('x'), { url: text, request: { path: text } }),
      (text) => new AggregateError([new Error(text)], text),
      (text) => new Map([[text, text]]),
    ),
    tie('place').map((inner) => (text: string) => ({ nested: inner(text) })),
    tie('place').map((inner) => (text: string) => [1, inner(text)]),
    tie('place').map((inner) => (text: string) => new Error('outer', { cause: inner(text) })),
  ),
})).place

function logged(message: string, detail: object, secrets?: string[]): string {
  let lines = ''
  jsonLog((line) => (lines += line), secrets)('error', message, detail)
  return lines
}

const recordOf = (line: string): unknown => JSON.parse(line)

describe('a record', () => {
  it('is one line of JSON, whatever it is given', () => {
    assert(
      property(
        string(),
        object({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (message, detail) => {
          const line = logged(message, detail)
          expect(line.indexOf('\n')).toBe(line.length - 1)
          expect(recordOf(line)).toMatchObject({ level: 'error' })
        },
      ),
    )
  })

  it('outlives what cannot be read', () => {
    const circle: Record<string, unknown> = { n: 10n, buffer: Buffer.from('secret'), bad: new Date(NaN) }
    circle['self'] = circle
    circle['error'] = new Error('x', { cause: circle })
    circle['trap'] = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no')
        },
      },
    )
    circle['call'] = () => 'x'
    circle['none'] = undefined
    circle['ratio'] = NaN
    Object.defineProperty(circle, 'toJSON', {
      value: () => {
        throw new Error('no')
      },
    })
    const record = recordOf(logged('m', circle))
    expect(record).toMatchObject({
      n: '10',
      buffer: '[6 bytes]',
      bad: 'Invalid Date',
      self: '[circular]',
      trap: '[unreadable]',
      call: '[function]',
      ratio: 'NaN',
      error: { name: 'Error', message: 'x', cause: '[circular]' },
    })
    let deep: unknown = 'end'
    for (let i = 0; i < 10_000; i++) deep = { deep }
    expect(logged('m', { deep })).toContain('[deep]')
  })

  it('cannot be given another level, time or message by its detail', () => {
    expect(recordOf(logged('true', { level: 'debug', msg: 'false', time: 'never', more: 1 }))).toMatchObject({
      level: 'error',
      msg: 'true',
      more: 1,
    })
  })

  it('tells an error with its causes and codes', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    expect(recordOf(logged('m', { error: new TypeError('fetch failed', { cause }) }))).toMatchObject({
      error: { name: 'TypeError', message: 'fetch failed', cause: { code: 'ECONNREFUSED' } },
    })
  })

  it('keeps what is no secret', () => {
    const harmless = {
      path: '/stream/film_1',
      range: 'bytes=0-1',
      url: 'http://127.0.0.1:3001',
      at: '2026-11-21T04:00:00.000Z',
      jti: 'd9f0a5a2-6a70-4b5e-b7cf-0b2c7a1f3f10',
      reason: 'reading chunk 12 of -1001234567890/42: FLOOD_WAIT_3',
      ms: 1234,
    }
    expect(recordOf(logged('the connection to Telegram broke', harmless))).toMatchObject(harmless)
  })
})

describe('secrets', () => {
  it('are found by what they look like, wherever they stand', () => {
    assert(
      property(canary, dress, place, ({ text, secret }: Canary, dressed, placed) => {
        for (const line of [logged('m', { value: placed(dressed(text)) }), logged(dressed(text), {})]) {
          expect(line).not.toContain(secret)
          expect(recordOf(line)).toMatchObject({ level: 'error' })
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('are found by their names, whatever they look like', () => {
    const names = [
      'token',
      'botToken',
      'apiHash',
      'api_hash',
      'password',
      'Authorization',
      'cookie',
      'set-cookie',
      'session',
      'authKey',
      'clientSecret',
      'key',
    ]
    for (const name of names) {
      for (const value of ['hunter2', { part: 'hunter2' }, ['hunter2'], Buffer.from('hunter2')]) {
        expect(logged('m', { deep: { [name]: value } })).not.toContain('hunter2')
        expect(logged('m', { deep: { [name]: value } })).toContain(`"${name}":"***"`)
      }
    }
  })

  it('are found by the words before them', () => {
    const sentences = [
      'Bearer hunter2-metrics',
      'authorization: basic aHVudGVyMg==',
      'GET /stream/f/n?token=hunter2 HTTP/1.1',
      'GET /x?a=1&amp;token=hunter2',
      '/login?next=%2Fstream%3Ftoken%3Dhunter2',
      "{ apiHash: 'hunter2' }",
      '{\\"password\\":\\"hunter2\\"}',
      '{"secret" : "hunter2"}',
    ]
    for (const sentence of sentences) {
      expect(redact(sentence)).not.toMatch(/hunter2|aHVudGVyMg/)
      expect(redact(sentence)).toContain('***')
    }
    expect(redact('no token was shown; the session of room 7 is over')).not.toContain('***')
  })

  it('are not quoted by what could not be parsed', () => {
    const kept = JSON.stringify({ home: 2, keys: { 2: 'hunter2hunter2hunter2hunter2hunter2' } })
    for (let i = 1; i < kept.length; i++) {
      for (const spoiled of [
        `${kept.slice(0, i)}x${kept.slice(i)}`,
        `${kept.slice(0, i)}"${kept.slice(i)}`,
      ]) {
        try {
          JSON.parse(spoiled)
        } catch (error) {
          expect(logged(String(error), { error })).not.toContain('hunter')
        }
      }
    }
  })

  it('of the settings are found by value, as they are or in an address', () => {
    assert(
      property(string({ minLength: 8, maxLength: 40 }), place, (text, placed) => {
        // Its own letters, marked: a random text of spaces may well stand in a record by chance.
        const secret = `§${text}§`
        const line = logged(`a${secret}b`, { value: placed(secret), address: encodeURIComponent(secret) }, [
          secret,
        ])
        const seen = JSON.stringify(recordOf(line))
        expect(seen).not.toContain(JSON.stringify(secret).slice(1, -1))
        expect(seen).not.toContain(encodeURIComponent(secret))
      }),
    )
  })

  it('are found in linear time', () => {
    const texts = [
      'a',
      '1',
      'token',
      'eyJ',
      'bearer ',
      '&token',
      'a/',
      '0123456789abcdef',
      '%3A',
      ' ',
      '"',
      'session"',
    ]
    const begun = performance.now()
    for (const text of texts) redact(text.repeat(200_000 / text.length))
    // Quadratic time would take minutes.
    expect(performance.now() - begun).toBeLessThan(10_000)
  })

  it('are not let through by random texts around them', () => {
    const noise = string({ maxLength: 20 })
    assert(
      property(tuple(noise, noise), jwt, ([before, after], { text, secret }) => {
        expect(logged(`${before} ${text} ${after}`, { a: `${before}?token=${text}` })).not.toContain(secret)
      }),
    )
    assert(
      property(dictionary(noise, array(noise)), (detail) => {
        expect(recordOf(logged('m', detail))).toMatchObject({ msg: 'm' })
      }),
    )
  })
})
