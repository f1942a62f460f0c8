// The worker's authorisation keys, kept so that no start signs in again: bot logins are flood-limited, and a key costs half a
// second of arithmetic. A session belongs to one instance: it is taken out of a slot that we hold alone, and an instance
// without one makes its own (R07). It lies in one slot only, DATA_DIR's or the backend's, never in both: two slots would be
// two leases on one session.
import { randomBytes } from 'node:crypto'
import { SESSION_RENEW_SECONDS } from '@gramreel/contracts/workers'
import { orAborted } from '../wait.ts'
import { takeDiskSlot, type DiskSlot } from './disk-slot.ts'
import type { SessionPool, SessionSlot, SlotAnswer, TakeSlot } from './session-slot.ts'
import { parseStringSession, poolName, readSession, type Session, writeSession } from './session-text.ts'

export type { Session } from './session-text.ts'

export interface SessionStore {
  /**
   * The session to use: a saved one that is ours alone, else an empty one. Waits for the backend no longer than 2 s; never
   * rejects. `onLost` is called when the session turns out to be another's: its keys must not be used from then on.
   */
  open(onLost: () => void): Promise<Session>
  /** Never throws: a session that cannot be kept costs a login at the next start, no more. */
  save(session: Session): void
  /** Gives the session to the next instance; only once nothing uses its keys any more. */
  close(): Promise<void>
}

type Options = {
  dataDir: string | undefined
  /** Text of TELEGRAM_SESSION. */
  given: string | undefined
  /** What sessions belong to: another bot, or another Telegram, needs another. */
  owner: string
  /** Slots at the backend, for an instance of this name; undefined: there is no backend. */
  backendSlots: ((instance: string) => TakeSlot) | undefined
  onTrouble: (message: string, error: unknown) => void
  renewMs?: number | undefined
}

const BACKEND_WAIT_MS = 2_000
const CLOSE_WAIT_MS = 1_500

export function createSessionStore(options: Options): SessionStore {
  const { dataDir, given, owner, onTrouble, renewMs = SESSION_RENEW_SECONDS * 1000 } = options
  const ownPool: SessionPool = { name: poolName(owner), isSingle: false }
  const givenPool: SessionPool = { name: poolName(owner, given ?? ''), isSingle: true }
  let disk: DiskSlot | undefined
  let takeAtBackend: TakeSlot | undefined
  /** Where the session is saved, if anywhere; when undefined, or on a disk that may not last, the backend is asked again. */
  let slot: SessionSlot | undefined
  let pool = ownPool
  let isForBackend = false
  let session: Session | undefined
  let isDirty = false
  let busy: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let onLost: (() => void) | undefined

  async function open(): Promise<Session> {
    disk = dataDir === undefined ? undefined : takeDiskSlot(dataDir, onTrouble)
    takeAtBackend = options.backendSlots?.(disk?.instance ?? randomBytes(16).toString('base64url'))
    const patience = AbortSignal.timeout(BACKEND_WAIT_MS)

    if (given !== undefined && (await isGivenOurs(patience))) {
      pool = givenPool
      const { dc, key } = parseStringSession(given)
      return readSession(slot?.saved, pool.name) ?? { home: dc, keys: new Map([[dc, key]]) }
    }
    const onDisk = readSession(disk?.saved, ownPool.name)
    slot = disk
    if (onDisk) return onDisk
    const leased = await takeAtBackend?.(ownPool, patience)
    isForBackend = takeAtBackend !== undefined && !leased
    slot = leased ?? disk
    return readSession(leased?.saved, ownPool.name) ?? { home: undefined, keys: new Map() }
  }

  /** Whoever holds the widest lease there is may use the given session; without any, nothing can tell two instances apart. */
  async function isGivenOurs(patience: AbortSignal): Promise<boolean> {
    if (takeAtBackend) {
      slot = await takeAtBackend(givenPool, patience)
      return slot !== undefined
    }
    slot = disk?.number === 1 ? disk : undefined
    return dataDir === undefined || slot !== undefined
  }

  /** Saves what is to be saved, renews, looks for a slot at the backend: one thing at a time, all of it again later. */
  function look(): Promise<void> {
    busy ??= lookOnce()
      .catch((error: unknown) => onTrouble('the session cannot be kept', error))
      .finally(() => (busy = undefined))
    return busy
  }

  async function lookOnce(): Promise<void> {
    if (isForBackend) await moveToBackend()
    while (isDirty && slot) {
      isDirty = false
      const answer = await slot.save(session && writeSession(session, pool.name))
      if (answer === 'away') isDirty = true
      if (answer !== 'ours') return heed(answer)
    }
    if (slot) heed(await slot.renew())
  }

  function heed(answer: SlotAnswer): void {
    if (answer !== 'lost') return
    slot = disk
    pool = ownPool
    session = undefined
    isDirty = false
    isForBackend = true
    onLost?.()
  }

  /** Only a session that we made ourselves, for its key must be in one slot alone: out of the old one first. */
  async function moveToBackend(): Promise<void> {
    const leased = await takeAtBackend?.(ownPool, AbortSignal.timeout(BACKEND_WAIT_MS))
    if (!leased) return
    isForBackend = false
    if ((await slot?.save(undefined)) === 'away') {
      await leased.release()
      return
    }
    slot = leased
    isDirty = session !== undefined
  }

  return {
    async open(whenLost) {
      onLost = whenLost
      const opened = await open().catch((error: unknown): Session => {
        onTrouble('no saved session can be used', error)
        return { home: undefined, keys: new Map() }
      })
      timer = setInterval(() => void look(), renewMs).unref()
      return opened
    },
    save(changed) {
      session = changed
      isDirty = true
      if (slot) void look()
    },
    async close() {
      clearInterval(timer)
      const patience = AbortSignal.timeout(CLOSE_WAIT_MS)
      const lastLook = async () => {
        await busy
        if (isDirty && slot) await look()
      }
      await orAborted(lastLook(), patience).catch(() => {})
      await slot?.release()
      await disk?.release()
    },
  }
}
