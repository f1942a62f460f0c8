// The port for a place that keeps one Telegram session over restarts. Whoever holds it holds it alone, wherever else the same
// worker runs: Telegram kills a session that two use at once (AUTH_KEY_DUPLICATED). Adapters: disk-slot.ts in DATA_DIR,
// ../backend/backend-slot.ts at the backend.

/** `lost`: it is another's by now, and so is the session in it. `away`: nobody can tell; it stays ours, try again. */
export type SlotAnswer = 'ours' | 'lost' | 'away'

export interface SessionSlot {
  /** What was saved in it when we took it. */
  readonly saved: string | undefined
  /** Keeps the text in place of what is there; undefined empties it. Never rejects. */
  save(text: string | undefined): Promise<SlotAnswer>
  /** Says that we are still here; to be called every 20 s. Never rejects. */
  renew(): Promise<SlotAnswer>
  /** Gives it to the next. Never rejects. */
  release(): Promise<void>
}

/** Which sessions are meant. */
export type SessionPool = {
  /** A hash of what they belong to: sessions of one pool may stand for one another. */
  name: string
  /** There is one such session (given by hand), not as many as instances. */
  isSingle: boolean
}

/** Resolves to undefined when none is free, or nobody can tell. Never rejects. */
export type TakeSlot = (pool: SessionPool, signal: AbortSignal) => Promise<SessionSlot | undefined>
