// S15: what a request carries never comes out again: not in the log (seen before it is redacted), not in /metrics, not in bodies or
// headers of answers. In every place of a request, with every kind of answer.
import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Pair, type PostedFile, startPair, goodClaims } from '../testing/start-pair.ts'
import { ask, type Reply, sendRaw } from './ask.ts'
import { createForge } from './forge.ts'

// Much work, and machines that run tests are busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const forge = createForge()
/** Found by this, whatever stands around it. */
const MARK = `canary${randomBytes(6).toString('hex')}`
const HEADERS = [
  'accept',
  'authorization',
  'cookie',
  'forwarded',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'origin',
  'proxy-authorization',
  'range',
  'referer',
  'user-agent',
  'x-forwarded-for',
  'x-request-id',
]

let pair: Pair
let file: PostedFile
beforeAll(async () => {
  pair = await startPair({ linkKeys: forge.publicPem })
  file = await pair.post({ size: 100_000 })
})
afterAll(() => pair.close())

const tokens: string[] = []
/** A good token, of which no part may be seen again. */
function token(claims: object = {}, header: object = {}): string {
  const made = forge.token(
    { ...goodClaims({ ...file, mime: `video/${MARK}` }), jti: `${randomUUID()}${MARK}`, ...claims },
    { ...forge.header, ...header },
  )
  tokens.push(made)
  return made
}
const good = (path: string, claims: object = {}) => `${path}?token=${token(claims)}`

async function expectSilence(answer: Reply, about: string): Promise<void> {
  const text = `${answer.rawHeaders.join('\n')}\n${answer.body.toString('latin1')}`
  expect([about, text.includes(MARK)]).toEqual([about, false])
  for (const each of tokens) expect(text).not.toContain(each.slice(-30))
}

describe('a canary', () => {
  it('in any header comes out nowhere, whatever the answer', async () => {
    const paths: [string, string, number][] = [
      ['GET', good('/stream/film_1/x'), 206],
      ['HEAD', good('/stream/film_1/x'), 200],
      ['OPTIONS', '/stream/film_1/x', 204],
      ['POST', good('/prefetch/film_1'), 202],
      ['GET', '/stream/film_1/x', 401],
      ['GET', good('/stream/film_2/x'), 403],
      ['GET', good('/stream/film_1/x', { file: { ...file, fid: undefined, msg: 9999 } }), 410],
      ['GET', good('/stream/film_1/x', { file: { ...file, chat: '-1009999999999' } }), 502],
      ['GET', '/nowhere', 404],
      ['DELETE', good('/stream/film_1/x'), 405],
      ['GET', '/health', 200],
      ['GET', '/ready', 200],
    ]
    for (const [method, path, status] of paths) {
      const plain = await ask(pair.worker.url, { method, path, headers: { range: 'bytes=0-9' } })
      expect([method, path, plain.status]).toEqual([method, path, status])
      await expectSilence(plain, `${method} ${path}`)
      for (const name of HEADERS) {
        for (const value of [MARK, `"${MARK}"`, `http://${MARK}.test`, `bytes=0-9 ${MARK}`]) {
          const answer = await ask(pair.worker.url, { method, path, headers: { [name]: value } })
          expect(answer.status).toBeLessThan(503)
          await expectSilence(answer, `${method} ${path} with ${name}`)
        }
      }
    }
  })

  it('in any place of the address comes out nowhere', async () => {
    const places = [
      `/stream/film_1/${MARK}?token=${token()}`,
      `/stream/film_1/x?token=${token()}&${MARK}=1&x=${MARK}&download=${MARK}`,
      `/stream/film_1/x?token=${MARK}`,
      `/stream/film_1/x?token=${token()}&token=${MARK}`,
      `/stream/film_1/x?token=${token({}, { kid: MARK })}`,
      `/stream/film_1/x?token=${token({ sub: MARK })}`,
      `/stream/film_1/x?token=${token({ aud: MARK })}`,
      `/stream/film_1/x?token=${token({ file: { ...file, chat: MARK } })}`,
      // Where people paste them by mistake.
      `/stream/${token()}/x`,
      `/stream/film_1/${token()}`,
      `/stream/film_1;${MARK}/x?token=${token()}`,
      `/stream/${MARK}.mp4/x?token=${token()}`,
      `/prefetch/${token()}`,
      `/${token()}`,
      `/${MARK}/a/b`,
      `/health/${MARK}`,
      `/health?token=${token()}`,
      `/metrics?token=${MARK}`,
      `/%${MARK}?token=${token()}`,
      `http://${MARK}.test/stream/film_1/x?token=${token()}`,
      `http://user:${MARK}@x/stream/film_1/x?token=${token()}`,
    ]
    for (const path of places) {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS']) {
        const answer = await ask(pair.worker.url, { method, path })
        expect(answer.status).not.toBe(500)
        await expectSilence(answer, `${method} ${path}`)
      }
    }
  })

  it('in what is no HTTP comes out nowhere', async () => {
    const broken = [
      `${MARK}\r\n\r\n`,
      `GET /${MARK} b HTTP/1.1\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: x\r\n${MARK}\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: x\r\nContent-Length: ${MARK}\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${MARK.repeat(1500)}\r\n\r\n`,
      `POST /prefetch/film_1?token=${MARK} HTTP/1.1\r\nHost: x\r\nContent-Length: 18\r\n\r\n${MARK}`,
    ]
    for (const bytes of broken) expect(await sendRaw(pair.worker.url, bytes, 500)).not.toContain(MARK)
  })

  it('is in neither the log nor the metrics after all that', async () => {
    const metrics = await ask(`${pair.worker.url}/metrics`)
    expect(metrics.status).toBe(200)
    await expectSilence(metrics, '/metrics')
    const logged = pair.logged()
    expect(logged).toContain('/stream/film_1')
    const lines = logged.split('\n').filter((line) => line.includes(MARK))
    expect(lines).toEqual([])
    for (const each of tokens) expect(logged).not.toContain(each.slice(-30))
    // Only few kinds of each metric, whatever was asked.
    expect(metrics.body.toString().split('\n').length).toBeLessThan(1000)
  })
})
