// The worker's authorisation keys, kept so that no start signs in again: bot logins are flood-limited, and a key costs half a
// second of arithmetic. One file in DATA_DIR, readable by its owner alone. A session belongs to one instance.
import { createHash } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Session = {
  /** The home DC. */
  home: number | undefined
  /** Authorisation keys by DC. */
  keys: Map<number, Buffer>
}

export interface SessionStore {
  load(): Session
  /** Never throws: a session that cannot be kept costs a login at the next start, no more. */
  save(session: Session): void
}

type Options = {
  dataDir: string | undefined
  /** Text of TELEGRAM_SESSION. */
  given: string | undefined
  /** What the session belongs to: another bot, or another Telegram, needs another. */
  owner: string
  onTrouble: (message: string, error: unknown) => void
}

type Saved = {
  version: 1
  owner: string
  from: string | null
  home: number | null
  keys: Record<string, string>
}

const FILE = 'telegram-session.json'

/** Takes the given session until the file holds one that grew out of it. */
export function createSessionStore({ dataDir, given, owner, onTrouble }: Options): SessionStore {
  const path = dataDir === undefined ? undefined : join(dataDir, FILE)
  const from = given === undefined ? null : fingerprint(given)
  const ownerMark = fingerprint(owner)

  function fromFile(): Session | undefined {
    if (path === undefined) return undefined
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only we write this file; a broken one throws and is left aside
      const saved = JSON.parse(readFileSync(path, 'utf8')) as Saved
      if (saved.version !== 1 || saved.owner !== ownerMark || (from !== null && saved.from !== from))
        return undefined
      const keys = Object.entries(saved.keys).map(
        ([dc, key]) => [Number(dc), Buffer.from(key, 'base64')] as const,
      )
      return { home: saved.home ?? undefined, keys: new Map(keys.filter(([, key]) => key.length === 256)) }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
        onTrouble('the saved session cannot be read', error)
      return undefined
    }
  }

  return {
    load() {
      const kept = fromFile()
      if (kept) return kept
      if (given === undefined) return { home: undefined, keys: new Map() }
      const { dc, key } = parseStringSession(given)
      return { home: dc, keys: new Map([[dc, key]]) }
    },
    save({ home, keys }) {
      if (path === undefined) return
      const saved: Saved = {
        version: 1,
        owner: ownerMark,
        from,
        home: home ?? null,
        keys: Object.fromEntries([...keys].map(([dc, key]) => [dc, key.toString('base64')])),
      }
      try {
        writeFileSync(`${path}.new`, JSON.stringify(saved), { mode: 0o600, flush: true })
        renameSync(`${path}.new`, path)
      } catch (error) {
        onTrouble('the session cannot be saved', error)
      }
    },
  }
}

/**
 * Reads GramJS's StringSession (Telethon's too): "1", then base64 of the DC, an address and port, which we don't need, and a
 * key of 256 bytes.
 * @throws {Error} for any other text.
 */
export function parseStringSession(text: string): { dc: number; key: Buffer } {
  const bytes = Buffer.from(text.slice(1), 'base64')
  const dc = bytes[0] ?? 0
  if (!text.startsWith('1') || bytes.length < 263 || bytes.length > 400 || dc < 1 || dc > 1000) {
    throw new Error('is no session of GramJS (StringSession)')
  }
  return { dc, key: bytes.subarray(-256) }
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
