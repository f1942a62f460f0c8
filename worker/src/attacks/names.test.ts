// S33: no name, however odd, breaks an answer, adds to a header, or comes out as another name.
import { validateHeaderValue } from 'node:http'
import { parse } from 'content-disposition'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planAnswer } from '../http/plan-answer.ts'
import { type Pair, type PostedFile, startPair, goodClaims } from '../testing/start-pair.ts'
import { ask, type Reply } from './ask.ts'
import { createForge } from './forge.ts'
import { oddNames } from './odd-names.ts'

describe('an odd name', () => {
  it('is carried by one header with one parameter, and comes out as it should: 100,000 of them', () => {
    fc.assert(
      fc.property(oddNames, fc.boolean(), (name, isDownload) => {
        const header = dispositionOf(name, isDownload)
        // By hand: fc counts each expect as dear.
        if (!STRUCTURE.test(header) || header.length > 4000) expect([name, header]).toBe('one name')
        validateHeaderValue('content-disposition', header)
        const wanted = saved(name)
        if (nameIn(header) !== wanted) expect([name, nameIn(header)]).toEqual([name, wanted])
        const { type, parameters } = parse(header)
        if (parameters['filename'] !== wanted) expect(parameters['filename']).toBe(wanted)
        if (isDownload && type !== 'attachment') expect(type).toBe('attachment')
      }),
      { numRuns: 100_000 },
    )
  }, 120_000)
})

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const QUOTED = '"(?:[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\\x20-\\x7e])*"'
/** RFC 6266, section 4.1, with nothing but the name. */
const STRUCTURE = new RegExp(
  `^(?:inline|attachment); filename=(${TOKEN}|${QUOTED})(?:; filename\\*=UTF-8''((?:%[0-9A-F]{2}|[A-Za-z0-9!#$&+.^_\`|~-])+))?$`,
)

function dispositionOf(name: string, isDownload: boolean): string {
  const answer = planAnswer(
    { key: 'a', size: 10, name, mimes: ['video/mp4', name], modifiedAt: 1_800_000_000 },
    { method: 'GET', headers: {}, isDownload, maxAgeSeconds: 60, boundary: 'b' },
  )
  const type = String(answer.headers['content-type'])
  if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(type)) expect([name, type]).toBe('a media type')
  return String(answer.headers['content-disposition'])
}

/** The name that a browser reads out of it (RFC 6266, section 4.3). */
function nameIn(header: string): string | undefined {
  const [, plain = '', extended] = STRUCTURE.exec(header) ?? []
  if (extended !== undefined) return decodeURIComponent(extended)
  return plain.startsWith('"') ? plain.slice(1, -1).replace(/\\(.)/g, '$1') : plain
}

/** What is to be saved, said a second time, character by character. */
function saved(name: string): string {
  let text = ''
  for (const char of name) {
    const code = char.codePointAt(0) ?? 0
    const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0x2028 || code === 0x2029
    const turns =
      code === 0x61c ||
      code === 0x200e ||
      code === 0x200f ||
      (code >= 0x202a && code <= 0x202e) ||
      (code >= 0x2066 && code <= 0x2069)
    if (isControl || turns) continue
    const isHalf = code >= 0xd800 && code <= 0xdfff
    text += isHalf ? '\ufffd' : char === '/' || char === '\\' ? '_' : char
  }
  const characters = Array.from(text.trim())
  const short = characters.length > 200 ? [...characters.slice(0, 190), ...characters.slice(-10)] : characters
  return /^\.*$/.test(short.join('')) ? 'file' : short.join('')
}

const namesOf = ({ rawHeaders }: Reply) =>
  rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase())

describe('over HTTP', () => {
  const forge = createForge()
  let pair: Pair
  let file: PostedFile
  /** Names of the headers that an answer to HEAD has. */
  let usual: string[]

  beforeAll(async () => {
    pair = await startPair({ linkKeys: forge.publicPem })
    file = await pair.post({ size: 1000 })
    usual = namesOf(await named('film.mp4')).concat('content-security-policy')
  })
  afterAll(() => pair.close())

  const tokenOf = (name: string) => forge.token(goodClaims({ ...file, name }))
  const named = (name: string) =>
    ask(`${pair.worker.url}/stream/film_1/x?token=${tokenOf(name)}`, { method: 'HEAD' })

  it('2,000 odd names in the token give 200, or 401 where the token is too long', async () => {
    await fc.assert(
      fc.asyncProperty(oddNames, async (name) => {
        const answer = await named(name)
        const isTooLong = tokenOf(name).length > 2048 || Array.from(name).length > 1024
        expect([name, answer.status]).toEqual([name, isTooLong ? 401 : 200])
        expect(namesOf(answer).filter((header) => !usual.includes(header) && !isTooLong)).toEqual([])
        if (isTooLong || name === '') return
        const { parameters } = parse(answer.headers['content-disposition'] ?? '')
        expect(parameters['filename']).toBe(saved(JSON.parse(JSON.stringify(name))))
      }),
      { numRuns: 2000 },
    )
  }, 120_000)

  it('1,500 odd names in the path change nothing at all', async () => {
    const token = tokenOf('film.mp4')
    await fc.assert(
      fc.asyncProperty(oddNames, async (name) => {
        const path = `/stream/film_1/${encodeURIComponent(name.toWellFormed())}?token=${token}`
        const answer = await ask(pair.worker.url, { method: 'HEAD', path })
        expect([name, answer.status]).toEqual([name, 200])
        expect(answer.headers['content-disposition']).toBe('inline; filename=film.mp4')
        expect(namesOf(answer).filter((header) => !usual.includes(header))).toEqual([])
      }),
      { numRuns: 1500 },
    )
  }, 120_000)

  it('1,500 paths of odd bytes are answered, and not with 500', async () => {
    const token = tokenOf('film.mp4')
    const bytes = fc
      .array(fc.oneof(fc.integer({ min: 0x21, max: 0xff }), fc.constantFrom(37, 47, 46, 63, 35, 59, 92)), {
        maxLength: 40,
      })
      .map((codes) => String.fromCharCode(...codes))
    const where = fc.constantFrom('/stream/film_1/', '/stream/', '/prefetch/', '/', '')
    await fc.assert(
      fc.asyncProperty(bytes, where, async (text, base) => {
        const path = `${base}${text}?token=${token}`
        const { status, headers } = await ask(pair.worker.url, {
          path: path.startsWith('/') ? path : `/${path}`,
        })
        expect([path, status]).toEqual([path, expect.toBeOneOf([200, 400, 401, 403, 404, 405])])
        expect(headers['x-evil']).toBeUndefined()
      }),
      { numRuns: 1500 },
    )
  }, 120_000)
})
