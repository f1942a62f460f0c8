// Bytes sent since the month began, over restarts: hosts meter outbound traffic. A small file in DATA_DIR, written at most once
// a minute and at the end; a crash loses that minute. Where two instances share the folder (every deploy overlaps), each adds
// what it sent to what the file says, so neither wipes out the other's.
import { readFileSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

type Kept = { month: string; bytes: number }

export type SentThisMonth = {
  bytes(): number
  /** Writes what is left. Never rejects. */
  close(): Promise<void>
}

export type SentThisMonthOptions = {
  /** undefined: nothing is kept. */
  dataDir: string | undefined
  /** Bytes sent since the process began; only grows. */
  sentBytes: () => number
  /** Seconds since 1970. */
  now: () => number
  /** Told once, until it works again. */
  onTrouble: (message: string, error: unknown) => void
  saveEveryMs?: number
}

export function countSentThisMonth({
  dataDir,
  sentBytes,
  now,
  onTrouble,
  saveEveryMs = 60_000,
}: SentThisMonthOptions): SentThisMonth {
  const path = dataDir === undefined ? undefined : join(dataDir, 'sent-this-month.json')
  /** As the file has it, as far as we know. */
  let kept = path === undefined ? undefined : parse(readOrNothing(path))
  let unsaved = 0
  let seen = sentBytes()
  let month = monthOf(now())
  let isTroubleTold = false
  let saving: Promise<void> | undefined

  function catchUp(): void {
    const sent = sentBytes()
    if (month !== monthOf(now())) {
      month = monthOf(now())
      unsaved = 0
      seen = sent // what was sent since the last look counts for the month that ended
    }
    unsaved += sent - seen
    seen = sent
  }

  const before = (what: Kept | undefined) => (what?.month === month ? what.bytes : 0)

  async function save(file: string): Promise<void> {
    catchUp()
    if (unsaved === 0) return
    const now = unsaved
    const written = { month, bytes: 0 }
    const temporary = `${file}.${process.pid}.tmp`
    try {
      // Never less than we knew, should somebody have spoiled the file.
      written.bytes =
        Math.max(before(kept), before(parse(await readFile(file, 'utf8').catch(() => '')))) + now
      await writeFile(temporary, `${JSON.stringify(written)}\n`, { mode: 0o600 })
      await rename(temporary, file)
      kept = written
      // A month may have begun meanwhile: then what was saved belongs to the one before.
      if (written.month === month) unsaved -= now
      isTroubleTold = false
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {})
      if (!isTroubleTold) onTrouble('the bytes sent this month cannot be kept', error)
      isTroubleTold = true
    }
  }

  const saveSoon = () =>
    path === undefined ? Promise.resolve() : (saving = (saving ?? Promise.resolve()).then(() => save(path)))
  const timer = setInterval(() => void saveSoon(), saveEveryMs).unref()

  return {
    bytes() {
      catchUp()
      return before(kept) + unsaved
    },
    close() {
      clearInterval(timer)
      return saveSoon()
    },
  }
}

/** `2026-11`, in UTC. */
function monthOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 7)
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** undefined for whatever is not as we write it. */
function parse(text: string): Kept | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    const month: unknown = Reflect.get(value, 'month')
    const bytes: unknown = Reflect.get(value, 'bytes')
    const isGood = typeof month === 'string' && Number.isSafeInteger(bytes) && Number(bytes) >= 0
    return isGood ? { month, bytes: Number(bytes) } : undefined
  } catch {
    return undefined
  }
}
