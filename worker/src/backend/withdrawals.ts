// Whose access was withdrawn: the backend is asked every 20 seconds, so that playback stops within a minute (S08). A backend
// that is away changes nothing: films go on (R21), and it tells the rest when it is back.
import { WITHDRAWN_PAGE, WITHDRAWN_POLL_SECONDS, WithdrawnGrants } from '@gramreel/contracts/workers'
import { Compile } from 'typebox/compile'
import type { AskBackend } from './ask-backend.ts'

const isPage = Compile(WithdrawnGrants)
/** So that a backend that lies cannot keep us asking. */
const MAX_PAGES = 100

type Options = {
  ask: AskBackend
  onWithdrawn: (grant: string) => void
  /** Once when it begins, not at every try. */
  onTrouble: (reason: string) => void
  everyMs?: number | undefined
}

/** Asks at once, then at every interval, until closed. */
export function watchWithdrawals({
  ask,
  onWithdrawn,
  onTrouble,
  everyMs = WITHDRAWN_POLL_SECONDS * 1000,
}: Options): { close(): void } {
  const closing = new AbortController()
  let since = 0
  let isInTrouble = false
  let asking = false

  async function askForNews(): Promise<void> {
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const { status, body } = await ask('GET', `/withdrawn?since=${since}`, { signal: closing.signal })
      if (status !== 200 || !isPage.Check(body)) throw new Error(`it answered ${status}`)
      for (const grant of body.grants) onWithdrawn(grant)
      since = body.next
      if (body.grants.length < WITHDRAWN_PAGE) return
    }
  }

  async function tick(): Promise<void> {
    if (asking) return
    asking = true
    try {
      await askForNews()
      isInTrouble = false
    } catch (error) {
      if (!closing.signal.aborted && !isInTrouble) onTrouble(String(error))
      isInTrouble = true
    } finally {
      asking = false
    }
  }

  void tick()
  const timer = setInterval(() => void tick(), everyMs).unref()
  return {
    close() {
      clearInterval(timer)
      closing.abort(new Error('closed'))
    },
  }
}
