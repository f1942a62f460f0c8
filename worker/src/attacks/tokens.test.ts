// S01, S03: every known trick on a token, at every address that takes one.
import { createServer } from 'node:net'
import { ERRORS } from '@gramreel/contracts/errors'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { listen } from '../testing/listen.ts'
import { type Pair, type PostedFile, startPair, goodClaims } from '../testing/start-pair.ts'
import { ask, type Reply } from './ask.ts'
import { createForge } from './forge.ts'
import { mutated } from './mutate-text.ts'
import { tokenVectors, type Vector } from './token-vectors.ts'

// Much work, and machines that run tests are busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const forge = createForge()
const canary = createServer((socket) => {
  knocks++
  socket.destroy()
})
let knocks = 0
let pair: Pair
let file: PostedFile
let vectors: Vector[]

beforeAll(async () => {
  pair = await startPair({ linkKeys: forge.publicPem })
  file = await pair.post({ size: 1000 })
  vectors = tokenVectors(forge, goodClaims(file), `http://127.0.0.1:${await listen(canary)}`)
})
afterAll(async () => {
  canary.close()
  await pair.close()
})

const routes = [
  ['GET', '/stream/film_1/film.mp4'],
  ['HEAD', '/stream/film_1/film.mp4'],
  ['POST', '/prefetch/film_1'],
] as const

/** What must not differ between two refusals: a difference would say how far a forgery came. */
function told({ status, headers, body }: Reply) {
  const { date: _, 'keep-alive': __, ...others } = headers
  return { status, headers: others, body: body.toString() }
}

describe('a token that breaks a rule', () => {
  it('is refused everywhere with the one answer of its kind, and calls nobody', async () => {
    expect(vectors.length).toBeGreaterThan(150)
    const before = [await pair.calls('upload.getFile'), await pair.calls('channels.getMessages')]
    for (const [method, path] of routes) {
      const seen = new Map<string, ReturnType<typeof told>>()
      for (const { title, query, code } of vectors) {
        const answer = told(
          await ask(`${pair.worker.url}${path}`, {
            method,
            path: query === '' ? path : `${path}?${query}`,
          }),
        )
        const { status, message } = ERRORS[code]
        expect([method, title, answer.status]).toEqual([method, title, status])
        if (method !== 'HEAD')
          expect([title, answer.body]).toEqual([title, JSON.stringify({ error: { code, message } })])
        const first = seen.get(code)
        if (first) expect([method, title, answer]).toEqual([method, title, first])
        else seen.set(code, answer)
      }
    }
    expect([await pair.calls('upload.getFile'), await pair.calls('channels.getMessages')]).toEqual(before)
    expect(knocks).toBe(0)
  })

  it('is refused over HTTP however its bytes were changed', async () => {
    const good = forge.token(goodClaims(file))
    const before = await pair.calls('upload.getFile')
    await fc.assert(
      fc.asyncProperty(mutated(good), fc.constantFrom(...routes), async (text, [method, path]) => {
        fc.pre(text !== good)
        const token = encodeURIComponent(text.toWellFormed())
        const { status } = await ask(`${pair.worker.url}${path}?token=${token}`, { method })
        expect([method, text, status]).toEqual([method, text, 401])
      }),
      { numRuns: 600 },
    )
    expect(await pair.calls('upload.getFile')).toBe(before)
  })

  it('stands beside a good one that is accepted everywhere', async () => {
    for (const [method, path] of routes) {
      const { status } = await ask(`${pair.worker.url}${path}?token=${forge.token(goodClaims(file))}`, {
        method,
      })
      expect([method, status]).toEqual([method, method === 'POST' ? 202 : 200])
    }
  })
})
