// S07: the backend changes its key while films play.
import { createPublicKey } from 'node:crypto'
import { createServer } from 'node:http'
import { CLOCK_SKEW_SECONDS, LINK_LIFETIME_SECONDS } from '@gramreel/contracts/limits'
import { afterEach, describe, expect, it } from 'vitest'
import { view } from '../faults/viewer.ts'
import { listen } from '../testing/listen.ts'
import { createSigner, goodClaims, startPair, type PostedFile, type Signer } from '../testing/start-pair.ts'

const MIB = 1024 * 1024
const OUTLIVED = LINK_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** A backend that publishes what the test says, and a worker whose clock the test moves. */
async function setUp() {
  const clock = { now: Math.floor(Date.now() / 1000) }
  const published: object[] = []
  const server = createServer((_request, answer) => answer.end(JSON.stringify({ keys: published })))
  const backendUrl = `http://127.0.0.1:${await listen(server)}`
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const [old, fresh] = [createSigner(), createSigner()]
  const publish = (signer: Signer, more: object = {}) =>
    published.push({ ...createPublicKey(signer.publicPem).export({ format: 'jwk' }), ...more })
  publish(old)
  const pair = await startPair()
  closing.push(() => pair.close())
  const worker = await pair.startWorker({
    linkKeys: undefined,
    backendUrl,
    dataDir: undefined,
    linkKeysAskAgainMs: 0,
    now: () => clock.now,
  })
  await worker.signedIn
  const link = (signer: Signer, file: PostedFile) =>
    `${worker.url}/stream/film_1/x?token=${signer.token(goodClaims(file, clock.now))}`
  /** As the backend does it: the new key beside the old one, which ends when its last link does. */
  const rotate = () => {
    published.length = 0
    publish(old, { exp: clock.now + OUTLIVED })
    publish(fresh)
  }
  return { clock, published, publish, rotate, link, pair, old, fresh }
}

describe('S07: a key that is changed', () => {
  it('interrupts none of twenty films, nor what is asked for with their links two hours long', async () => {
    const { clock, rotate, link, pair, old, fresh } = await setUp()
    const film = await pair.post({ size: 4 * MIB })
    const links = Array.from({ length: 20 }, () => link(old, film))
    const turned = Promise.withResolvers<void>()
    let begun = 0
    const films = links.map((each) =>
      view(each, {
        onBytes: async () => {
          if (++begun === links.length) turned.resolve()
          await turned.promise
        },
      }),
    )
    await turned.promise
    rotate()
    expect(await view(link(fresh, film))).toMatchObject({ status: 200, isComplete: true })
    for (const played of await Promise.all(films))
      expect(played).toMatchObject({ status: 200, isComplete: true, wrongAt: undefined })
    // Two hours in all, as a player asks: a little at least every quarter of an hour.
    for (let minutes = 0; minutes < 120; minutes += 14) {
      clock.now += 14 * 60
      const answers = await Promise.all(links.slice(0, 4).map((each) => view(each, { start: 0, end: 1000 })))
      for (const answer of answers) expect(answer).toMatchObject({ status: 206, isComplete: true })
    }
  })

  it('is good for no new link once the last of its own is over', async () => {
    const { clock, rotate, link, pair, old, fresh } = await setUp()
    const film = await pair.post({ size: 1000 })
    rotate()
    expect((await view(link(fresh, film))).status).toBe(200)
    clock.now += OUTLIVED - 1
    expect((await view(link(old, film))).status).toBe(200)
    clock.now += 1
    for (let i = 0; i < 20; i++) expect(await view(link(old, film))).toMatchObject({ status: 401 })
    expect((await view(link(fresh, film))).status).toBe(200)
  })

  it('and is named no more is over at once', async () => {
    const { published, publish, link, pair, old, fresh } = await setUp()
    const film = await pair.post({ size: 1000 })
    const playing = link(old, film)
    expect((await view(playing)).status).toBe(200)
    published.length = 0
    publish(fresh)
    expect((await view(link(fresh, film))).status).toBe(200)
    expect((await view(link(old, film))).status).toBe(401)
    expect((await view(playing)).status).toBe(200)
  })
})
