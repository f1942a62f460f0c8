// Tells the backend what is found out about files while they are served: that one is gone, or that its size or type is
// another than the link said. Gathered for a moment, told once; a viewer never waits for it, and a backend that is away hears
// it later.
import { type Finding, MAX_FINDINGS } from '@gramreel/contracts/findings'
import type { LinkClaims } from '@gramreel/contracts/links'
import { BoundedMap } from '../bounded-map.ts'
import { pauseAfter } from '../wait.ts'
import type { AskBackend } from './ask-backend.ts'

const GATHER_MS = 1000
const MAX_REMEMBERED = 10_000
const MAX_WAITING = 1000
const RETRY_PAUSE = { firstMs: 5_000, maxMs: 5 * 60_000 }

type Options = {
  ask: AskBackend
  /** Once when it begins, not at every try. */
  onTrouble: (message: string, error: unknown) => void
  gatherMs?: number | undefined
}

/** What Telegram says of a link's file; 'deleted': its message is gone. */
export type Found = 'deleted' | { size: number; mime: string | undefined }

export type Findings = {
  /** Compares with what the link says, and returns at once. */
  note(claims: LinkClaims, found: Found): void
  close(): void
}

export function createFindings({ ask, onTrouble, gatherMs = GATHER_MS }: Options): Findings {
  /** By file: what was told last. */
  const told = new BoundedMap<string, string>(MAX_REMEMBERED)
  const waiting = new Map<string, Finding>()
  const closing = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let failures = 0

  async function tell(): Promise<void> {
    const findings = [...waiting.values()].slice(0, MAX_FINDINGS)
    try {
      const { status } = await ask('POST', '/findings', { body: { findings }, signal: closing.signal })
      // What it does not understand, it will not understand later.
      if (status !== 204 && status !== 400) throw new Error(`it answered ${status}`)
      failures = 0
      for (const finding of findings) if (waiting.get(finding.file) === finding) waiting.delete(finding.file)
    } catch (error) {
      if (failures++ === 0 && !closing.signal.aborted) onTrouble('the backend did not hear a finding', error)
    }
    timer = undefined
    if (waiting.size > 0) soon(failures === 0 ? 0 : pauseAfter(failures, RETRY_PAUSE))
  }

  function soon(ms: number): void {
    if (closing.signal.aborted) return
    timer ??= setTimeout(() => void tell(), ms).unref()
  }

  return {
    note({ sub: file, file: { chat, msg, size, mime } }, found) {
      const about = { file, chat, msg }
      const isAsTold = found !== 'deleted' && found.size === size && (found.mime ?? mime) === mime
      const said = isAsTold ? '' : JSON.stringify(found)
      const before = told.get(file) ?? ''
      // A file that is as its link says is no news, unless we said otherwise before: the link may be older than that.
      if (said === before || (isAsTold && before !== '"deleted"')) return
      if (!waiting.has(file) && waiting.size >= MAX_WAITING) return
      told.set(file, said)
      waiting.set(
        file,
        found === 'deleted'
          ? { ...about, found }
          : {
              ...about,
              found: 'different',
              size: found.size,
              ...(found.mime !== undefined && { mime: found.mime }),
            },
      )
      soon(gatherMs)
    },
    close() {
      clearTimeout(timer)
      closing.abort(new Error('closed'))
    },
  }
}
