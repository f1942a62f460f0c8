// S02: a good token is good for one file, one worker, one purpose, and nothing else. By generation, over the cross product.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Worker } from '../app.ts'
import { parseLinkKeys } from '../links/link-keys.ts'
import { verifyLink } from '../links/verify-link.ts'
import { type Pair, type PostedFile, startPair, goodClaims } from '../testing/start-pair.ts'
import { ask } from './ask.ts'
import { createForge } from './forge.ts'

// Much work, and machines that run tests are busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const forge = createForge()
const WORKERS = ['worker-1', 'worker-2', 'worker-3']
const SCOPES = ['stream', 'upload'] as const
const TYPES = ['link+jwt', 'task+jwt', 'share+jwt', 'JWT']
const filesOf = (count: number) => Array.from({ length: count }, (_, i) => `film_${i}`)

type Right = { sub: string; aud: string; scope: (typeof SCOPES)[number] }

function* rights(files: string[]): Generator<Right> {
  for (const sub of files) for (const aud of WORKERS) for (const scope of SCOPES) yield { sub, aud, scope }
}

const file = { chat: '-1001', msg: 42, size: 10, mime: 'video/mp4', name: 'film.mp4' }
const tokenFor = (right: Right, typ: string, of: object = file) =>
  forge.token({ ...goodClaims(of), ...right }, { ...forge.header, typ })

describe('a token', () => {
  it('opens the one door it was made for: 240 tokens at 60 doors', () => {
    const keys = parseLinkKeys(forge.publicPem)
    const now = Math.floor(Date.now() / 1000)
    const seen: Record<string, number> = {}
    for (const right of rights(filesOf(10))) {
      for (const typ of TYPES) {
        const token = tokenFor(right, typ)
        for (const door of rights(filesOf(10))) {
          const verdict = verifyLink(token, {
            keys,
            audience: door.aud,
            file: door.sub,
            scope: door.scope,
            now,
          })
          const isOwn = right.sub === door.sub && right.aud === door.aud && right.scope === door.scope
          const wanted = typ !== 'link+jwt' ? 'link_invalid' : isOwn ? 'good' : 'link_forbidden'
          const got = 'code' in verdict ? verdict.code : verdict.kind
          if (got !== wanted) expect([right, typ, door, got]).toEqual([right, typ, door, wanted])
          seen[got] = (seen[got] ?? 0) + 1
        }
      }
    }
    expect(seen).toEqual({ good: 60, link_forbidden: 60 * 59, link_invalid: 180 * 60 })
  })
})

describe('three workers', () => {
  let pair: Pair
  let posted: PostedFile
  let workers: [string, Worker][]

  beforeAll(async () => {
    pair = await startPair({ linkKeys: forge.publicPem })
    posted = await pair.post({ size: 100 })
    const others = WORKERS.slice(1).map(async (workerId): Promise<[string, Worker]> => {
      const worker = await pair.startWorker({ workerId, dataDir: undefined })
      await worker.signedIn
      return [workerId, worker]
    })
    workers = [['worker-1', pair.worker], ...(await Promise.all(others))]
  })
  afterAll(() => pair.close())

  it('serve what is theirs alone', async () => {
    const seen: Record<number, number> = {}
    const files = filesOf(3)
    for (const right of rights(files)) {
      for (const typ of ['link+jwt', 'session+jwt']) {
        const token = tokenFor(right, typ, posted)
        for (const [aud, worker] of workers) {
          for (const sub of files) {
            const isOwn = right.sub === sub && right.aud === aud && right.scope === 'stream'
            const address = `${worker.url}/stream/${sub}/film.mp4?token=${token}`
            const { status } = await ask(address, { headers: { range: 'bytes=0-0' } })
            const wanted = typ !== 'link+jwt' ? 401 : isOwn ? 206 : 403
            expect([right, typ, aud, sub, status]).toEqual([right, typ, aud, sub, wanted])
            const prefetch = await ask(`${worker.url}/prefetch/${sub}?token=${token}`, { method: 'POST' })
            expect([right, typ, aud, sub, prefetch.status]).toEqual([
              right,
              typ,
              aud,
              sub,
              wanted === 206 ? 202 : wanted,
            ])
            seen[status] = (seen[status] ?? 0) + 1
          }
        }
      }
    }
    expect(seen).toEqual({ 206: 9, 403: 9 * 18 - 9, 401: 9 * 18 })
  })
})
