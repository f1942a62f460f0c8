// A session as text: ours, as it is saved, and GramJS's, as people paste it into TELEGRAM_SESSION.
import { createHash } from 'node:crypto'

export type Session = {
  /** The home DC. */
  home: number | undefined
  /** Authorisation keys by DC; a second one at a DC, for uploads, by its negative number. */
  keys: Map<number, Buffer>
}

type Saved = { version: 1; pool: string; home: number | null; keys: Record<string, string> }

const KEY_BYTES = 256

/** `pool`: what the session belongs to, see poolName. */
export function writeSession({ home, keys }: Session, pool: string): string {
  const saved: Saved = {
    version: 1,
    pool,
    home: home ?? null,
    keys: Object.fromEntries([...keys].map(([dc, key]) => [dc, key.toString('base64')])),
  }
  return JSON.stringify(saved)
}

/** Undefined for a session of another pool, one without keys, or any other text. */
export function readSession(text: string | undefined, pool: string): Session | undefined {
  if (text === undefined) return undefined
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only we write it; a broken one throws and is left aside
    const saved = JSON.parse(text) as Saved
    if (saved.version !== 1 || saved.pool !== pool) return undefined
    const keys = Object.entries(saved.keys)
      .map(([dc, key]) => [Number(dc), Buffer.from(key, 'base64')] as const)
      .filter(([, key]) => key.length === KEY_BYTES)
    return keys.length === 0 ? undefined : { home: saved.home ?? undefined, keys: new Map(keys) }
  } catch {
    return undefined
  }
}

/** Sessions of the same bot, Telegram and origin may stand for one another; those of others mean nothing here. */
export function poolName(...belongsTo: string[]): string {
  return createHash('sha256').update(JSON.stringify(belongsTo)).digest('base64url')
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
  return { dc, key: bytes.subarray(-KEY_BYTES) }
}
