// Tells the backend what this start of the worker has sent this month, for its host meters it and the worker's disk may not
// last, and what it did this hour, for the gallery's statistics; learns where the gallery is now. A backend that is away hears
// it later, since each report says all of it.
import { randomBytes } from 'node:crypto'
import { Enrolled, REPORT_SECONDS } from '@gramreel/contracts/enrolment'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { AskBackend } from './ask-backend.ts'
import { countByHour, type Figures } from './figures-by-hour.ts'

const isAnswer = Compile(Type.Object({ allowedOrigins: Enrolled.properties.allowedOrigins }))
/** A stop waits no longer for a backend that does not answer. */
const LAST_MS = 1_500

type Options = {
  ask: AskBackend
  /** Bytes sent since the process began; only grows. */
  sentBytes: () => number
  /** Counted since the process began. */
  figures: () => Figures
  /** Seconds since 1970. */
  now: () => number
  onOrigins: (origins: readonly string[]) => void
  everyMs?: number | undefined
}

export function reportTraffic({
  ask,
  sentBytes,
  figures,
  now,
  onOrigins,
  everyMs = REPORT_SECONDS * 1000,
}: Options): { close(): Promise<void> } {
  const instance = randomBytes(16).toString('base64url')
  const monthNow = () => new Date(now() * 1000).toISOString().slice(0, 7)
  let month = monthNow()
  /** What was sent before this month began. */
  let before = 0
  let reported: string | undefined
  const hour = countByHour(figures, now)
  /** A gallery of before refuses what it does not know; it is asked again each hour, for it may be another one by now. */
  let refusedIn: string | undefined

  async function report(signal?: AbortSignal): Promise<void> {
    if (month !== monthNow()) {
      month = monthNow()
      before = sentBytes()
    }
    const { told, figures: thisHour } = hour()
    const body = {
      instance,
      month,
      sentBytes: sentBytes() - before,
      ...(thisHour.hour !== refusedIn && { figures: thisHour }),
    }
    const said = JSON.stringify(body)
    if (said === reported) return
    try {
      const answer = await ask('PUT', '/report', { body, ...(signal && { signal }) })
      if (answer.status === 200) {
        reported = said
        told()
      }
      if (answer.status === 400) refusedIn = thisHour.hour
      if (isAnswer.Check(answer.body)) onOrigins(answer.body.allowedOrigins)
    } catch {
      // Said again with the next one.
    }
  }

  const timer = setInterval(() => void report(), everyMs).unref()
  return {
    async close() {
      clearInterval(timer)
      if (sentBytes() > before) await report(AbortSignal.timeout(LAST_MS))
    },
  }
}
