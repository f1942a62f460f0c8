// Each fault at the first call, the second, the third, … of a whole film, of a seek into its middle, and of the look-up before it,
// until a run passes without meeting it: status, headers and every byte are right each time, and nobody hangs.
import { describe, expect, it } from 'vitest'
import { type Pair, startPair } from '../testing/start-pair.ts'
import { type Fault, failEachCall } from './nth-call.ts'
import { view, watch } from './viewer.ts'

const MIB = 1024 * 1024
/** A first, a middle and a last chunk, which is odd; several requests for each. */
const SIZE = 2 * MIB + 77_777
const MIDDLE = MIB + 345_678

type Case = [string, Fault, ('reference' | 'home' | 'anywhere')?]

/** `home`: not worth trying in another data centre as well; `reference`: of file calls alone. */
const FAULTS: Case[] = [
  ['R03: FLOOD_WAIT', { fault: 'flood-wait', seconds: 1 }, 'home'],
  ['R01: a connection that drops before the answer', { fault: 'drop-connection', afterBytes: 0 }, 'home'],
  [
    'R01: a connection that drops in the head of an answer',
    { fault: 'drop-connection', afterBytes: 30 },
    'home',
  ],
  ['R01: a connection that drops in mid-answer', { fault: 'drop-connection', afterBytes: 40_000 }],
  ['R04: FILE_REFERENCE_EXPIRED', { fault: 'file-reference-expired' }, 'reference'],
  ['R05: FILE_MIGRATE', { fault: 'file-migrate', dc: 4 }, 'reference'],
  ['R06: AUTH_KEY_UNREGISTERED', { fault: 'auth-key-unregistered' }],
  ['R06: SESSION_REVOKED', { fault: 'rpc-error', code: 401, message: 'SESSION_REVOKED' }, 'home'],
  ['R07: AUTH_KEY_DUPLICATED', { fault: 'rpc-error', code: 406, message: 'AUTH_KEY_DUPLICATED' }],
  ['R08: an error 500', { fault: 'rpc-error', code: 500, message: 'INTERDC_2_CALL_ERROR' }, 'home'],
  ['R09: a damaged message', { fault: 'corrupt-message' }, 'home'],
  ['R09: a message that calls itself longer than it is', { fault: 'truncated-message' }, 'home'],
  ['R09: garbage', { fault: 'garbage' }, 'home'],
  ['R10: a short chunk', { fault: 'short-chunk' }, 'home'],
  ['R10: a long chunk', { fault: 'long-chunk' }, 'home'],
  ['R10: an empty chunk', { fault: 'empty-chunk' }, 'home'],
  ['R14: transport error -429', { fault: 'transport-error', code: 429 }, 'home'],
  ['R27: a message that comes twice', { fault: 'replayed-message' }, 'home'],
]

const whole = (pair: Pair, size: number) => async () => {
  const film = await pair.post({ size })
  await watch(pair.link(film), film)
}

/** As a player seeks: it leaves the first answer in the middle and asks for another part with the same link. */
const seek = (pair: Pair, dc: number) => async () => {
  const film = await pair.post({ size: SIZE, dc })
  const link = pair.link(film)
  const leaving = new AbortController()
  await view(link, { start: 0, signal: leaving.signal, onBytes: () => leaving.abort() })
  await watch(link, film, { start: MIDDLE })
}

describe.concurrent('any one call that fails is not seen by the viewer', () => {
  it.each(FAULTS)('%s', { timeout: 120_000 }, async (_, fault, where = 'anywhere') => {
    const pair = await startPair({ cacheMemoryMb: 0 })
    try {
      const getFile = { ...fault, method: 'upload.getFile' }
      const failed = await failEachCall(pair, getFile, whole(pair, SIZE))
      expect(failed).toBeGreaterThanOrEqual(3)
      await failEachCall(pair, getFile, seek(pair, 2))
      if (where === 'reference') return
      await failEachCall(pair, { ...fault, method: 'channels.getMessages' }, whole(pair, 1000))
      if (where === 'anywhere') await failEachCall(pair, getFile, seek(pair, 4))
    } finally {
      await pair.close()
    }
  })
})
