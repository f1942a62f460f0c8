// The authorisation keys of one data centre, and who stands behind each. Each is one fact on disk, written when it is made
// and when what we know of its owner changes, never for a message.
import type { Facts } from './data-centre.ts'
import type { NewKey } from './exchange/key-exchange.ts'
import { Salts } from './salts.ts'
import type { Caller } from './service.ts'
import { Session } from './session/session.ts'

type Kept = {
  key: string
  firstSalt: string
  createdAt: number
  expiresAt?: number
  boundTo?: string
  layer?: number
  apiId?: number
  userId?: number
  isDuplicated?: boolean
}

export type AuthKey = {
  readonly id: bigint
  readonly hexId: string
  readonly bytes: Buffer
  readonly salts: Salts
  readonly caller: Caller
  readonly sessions: Map<bigint, Session>
  /** Of a temporary key: seconds since 1970. */
  readonly expiresAt: number | undefined
  /** The permanent key that a temporary one speaks for. */
  boundTo: string | undefined
  /** Two clients used it at once: no call with it succeeds any more. */
  isDuplicated: boolean
}

/** Sessions remembered for one key; beyond it the longest unused one without a connection is forgotten. */
const MAX_SESSIONS = 64

export class AuthKeys {
  readonly #dcId: number
  readonly #facts: Facts
  readonly #now: () => number
  readonly #loaded = new Map<string, AuthKey>()

  constructor(dcId: number, facts: Facts, now: () => number) {
    this.#dcId = dcId
    this.#facts = facts
    this.#now = now
  }

  /** Undefined for keys that never were, were destroyed, or have expired. */
  get(id: bigint | string): AuthKey | undefined {
    const hexId = typeof id === 'string' ? id : hex(id)
    const key = this.#loaded.get(hexId) ?? this.#load(hexId)
    if (key?.expiresAt === undefined || key.expiresAt > this.#now()) return key
    this.forget(key)
    return undefined
  }

  keep(made: NewKey): void {
    const createdAt = Math.floor(this.#now())
    const kept: Kept = {
      key: made.key.toString('base64'),
      firstSalt: made.firstSalt.toString(),
      createdAt,
      ...(made.expiresIn === undefined ? {} : { expiresAt: createdAt + made.expiresIn }),
    }
    this.#save(hex(made.id), kept)
  }

  /** The key is gone for ever: its next message gets transport error -404. */
  forget(key: AuthKey): void {
    this.#loaded.delete(key.hexId)
    this.#facts.setFact(this.#name(key.hexId), undefined)
  }

  /** Whose requests these are: a temporary key speaks for the permanent one; undefined while it is not bound. */
  owner(key: AuthKey): AuthKey | undefined {
    if (key.expiresAt === undefined) return key
    return key.boundTo === undefined ? undefined : this.get(key.boundTo)
  }

  session(key: AuthKey, id: bigint): Session {
    const session = key.sessions.get(id) ?? new Session(id, this.#now())
    // Moved to the end: the map's order is that of last use.
    key.sessions.delete(id)
    key.sessions.set(id, session)
    if (key.sessions.size > MAX_SESSIONS) {
      const idle = [...key.sessions.values()].find((each) => !each.isConnected)
      if (idle) key.sessions.delete(idle.id)
    }
    return session
  }

  callers(): Caller[] {
    return [...this.#loaded.values()].filter((key) => key.expiresAt === undefined).map((key) => key.caller)
  }

  #load(hexId: string): AuthKey | undefined {
    const text = this.#facts.fact(this.#name(hexId))
    if (text === undefined) return undefined
    const kept: Kept = JSON.parse(text)
    const bytes = Buffer.from(kept.key, 'base64')
    const save = () => this.#save(hexId, kept)
    const key: AuthKey = {
      id: BigInt(`0x${hexId}`),
      hexId,
      bytes,
      salts: new Salts(bytes, BigInt(kept.firstSalt), kept.createdAt),
      caller: callerOf(kept, this.#dcId, hexId, save),
      sessions: new Map(),
      expiresAt: kept.expiresAt,
      get boundTo() {
        return kept.boundTo
      },
      set boundTo(id) {
        if (id !== undefined) kept.boundTo = id
        save()
      },
      get isDuplicated() {
        return kept.isDuplicated === true
      },
      set isDuplicated(isSo) {
        kept.isDuplicated = isSo
        save()
      },
    }
    this.#loaded.set(hexId, key)
    return key
  }

  #save(hexId: string, kept: Kept): void {
    this.#facts.setFact(this.#name(hexId), JSON.stringify(kept))
  }

  #name(hexId: string): string {
    return `mtproto/dc${this.#dcId}/key/${hexId}`
  }
}

const hex = (id: bigint) => id.toString(16).padStart(16, '0')

/** What services see and change; a change is written at once, and only if it is one. */
function callerOf(kept: Kept, dcId: number, authKeyId: string, save: () => void): Caller {
  return {
    dcId,
    authKeyId,
    get layer() {
      return kept.layer ?? 0
    },
    set layer(layer) {
      if (layer === kept.layer) return
      kept.layer = layer
      save()
    },
    get apiId() {
      return kept.apiId
    },
    set apiId(apiId) {
      if (apiId === kept.apiId) return
      if (apiId === undefined) delete kept.apiId
      else kept.apiId = apiId
      save()
    },
    get userId() {
      return kept.userId
    },
    set userId(userId) {
      if (userId === kept.userId) return
      if (userId === undefined) delete kept.userId
      else kept.userId = userId
      save()
    },
  }
}
