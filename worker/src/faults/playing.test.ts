// Measured in Chromium: one error status to a later request ends a playback for good, a dropped socket does not. So once a link
// has played, whatever passes is held or cut, and never told.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Pair, startPair } from '../testing/start-pair.ts'
import type { Fault } from './nth-call.ts'
import { play } from './player.ts'
import { startWired, type Wire } from './wire.ts'

const MIB = 1024 * 1024
const SIZE = 8 * MIB + 12_345
const METHOD = 'upload.getFile'
const LOGIN = 'auth.importBotAuthorization'

type Add = (fault: Fault) => void

/** Trouble that begins when the film plays, and what ends it, if not it itself. */
const TROUBLE: [string, (add: Add, wire: Wire) => Promise<void> | void][] = [
  ['a connection that is cut again and again', (_, wire) => cutRepeatedly(wire, 6)],
  ['a Telegram that is away for 5 s', (_, wire) => away(wire, 5000)],
  ['a connection that goes silent', (_, wire) => wire.muteAll()],
  ['FLOOD_WAIT of 3 s, twice', (add) => add({ fault: 'flood-wait', seconds: 3, method: METHOD, times: 2 })],
  ['FLOOD_WAIT of the look-up', (add) => add({ fault: 'flood-wait', seconds: 3, times: 1 })],
  ['expired references', (add) => add({ fault: 'file-reference-expired', method: METHOD, times: 3 })],
  ['FILE_MIGRATE', (add) => add({ fault: 'file-migrate', dc: 4, method: METHOD, times: 1 })],
  ['a forgotten sign-in', (add) => add({ fault: 'auth-key-unregistered', method: METHOD, times: 2 })],
  [
    'AUTH_KEY_DUPLICATED',
    (add) => add({ fault: 'rpc-error', code: 406, message: 'AUTH_KEY_DUPLICATED', method: METHOD, times: 1 }),
  ],
  [
    'errors 500 in a row',
    (add) => add({ fault: 'rpc-error', code: 500, message: 'INTERNAL', method: METHOD, times: 4 }),
  ],
  ['damaged messages', (add) => add({ fault: 'corrupt-message', method: METHOD, times: 3 })],
  ['garbage', (add) => add({ fault: 'garbage', method: METHOD, times: 2 })],
  ['short chunks', (add) => add({ fault: 'short-chunk', method: METHOD, times: 4 })],
  ['empty chunks for a while', (add) => add({ fault: 'empty-chunk', method: METHOD, times: 20 })],
  ['a redirect to a CDN', (add) => add({ fault: 'cdn-redirect', method: METHOD, times: 2 })],
  ['transport error -429', (add) => add({ fault: 'transport-error', code: 429, method: METHOD, times: 2 })],
  // Two at the same time: the mending meets trouble of its own.
  [
    'a cut, and a reconnect that Telegram refuses twice',
    (add, wire) => {
      add({ fault: 'transport-error', code: 429, method: 'connect', times: 2 })
      wire.cutAll()
    },
  ],
  [
    'a cut, and a new connection that is cut in its handshake',
    (_, wire) => {
      wire.cutAll()
      wire.cutAfter(40)
    },
  ],
  [
    'an expired reference, and a look-up that must wait',
    (add) => {
      add({ fault: 'file-reference-expired', method: METHOD, times: 1 })
      add({ fault: 'flood-wait', seconds: 2, method: 'channels.getMessages', times: 1 })
    },
  ],
  [
    'a forgotten sign-in, and a login that fails and then waits',
    (add) => {
      add({ fault: 'auth-key-unregistered', method: METHOD, times: 1 })
      add({ fault: 'rpc-error', code: 500, message: 'AUTH_RESTART', method: LOGIN, times: 1 })
      add({ fault: 'flood-wait', seconds: 2, method: LOGIN, times: 1 })
    },
  ],
  [
    'FLOOD_WAIT, and a cut meanwhile',
    async (add, wire) => {
      add({ fault: 'flood-wait', seconds: 2, method: METHOD, times: 1 })
      await sleep(500)
      wire.cutAll()
    },
  ],
  [
    'FILE_MIGRATE to a data centre that forgot us',
    (add) => {
      add({ fault: 'file-migrate', dc: 4, method: METHOD, times: 1 })
      add({ fault: 'auth-key-unregistered', method: METHOD, times: 1 })
    },
  ],
]

describe.concurrent('a playing video sees no error status', { timeout: 120_000 }, () => {
  it.each(TROUBLE)('R01 to R14: through %s', async (_, begin) => {
    const pair = await startPair({ cacheMemoryMb: 0 })
    const { wire, link, close } = await startWired(pair)
    try {
      const film = await pair.post({ size: SIZE })
      let trouble: Promise<void> | undefined
      const played = await play(link(film), film, (position) => {
        // In the middle of what is read in one go, and after the first success.
        if (position > 2 * MIB && position < SIZE - MIB)
          trouble ??= Promise.resolve(begin((fault) => pair.telegram.faults.add(fault), wire))
      })
      await trouble
      expect(played).toMatchObject({ wrongAt: undefined, position: SIZE })
      expect(played.statuses.filter((status) => status !== 206)).toEqual([])
    } finally {
      await close()
      await pair.close()
    }
  })
})

describe('a playing video sees no error status', () => {
  let pair: Pair
  beforeAll(async () => {
    pair = await startPair({ cacheMemoryMb: 0 })
  })
  afterAll(() => pair.close())

  it('R17: while its worker is asked to stop, it is cut or finished, never told', async () => {
    const worker = await pair.startWorker({ dataDir: undefined })
    await worker.signedIn
    const film = await pair.post({ size: 64 * MIB })
    let stopping: Promise<void> | undefined
    const link = pair.link(film).replace(pair.worker.url, worker.url)
    const played = await play(link, film, (position) => {
      if (position > 2 * MIB && position < 60 * MIB) stopping ??= worker.close()
    })
    await stopping
    expect(played.wrongAt).toBe(undefined)
    expect(played.statuses.filter((status) => status !== 206)).toEqual([])
  }, 60_000)
})

async function cutRepeatedly(wire: Wire, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    wire.cutAll()
    await sleep(300)
  }
}

async function away(wire: Wire, ms: number): Promise<void> {
  wire.isAway = true
  wire.cutAll()
  await sleep(ms)
  wire.isAway = false
}
