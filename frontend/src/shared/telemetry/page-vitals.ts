// How quick the page was, told once, when it goes (https://web.dev/articles/vitals).
import { ROUNDED_MS } from '@gramreel/contracts/limits'
import type { PageReport } from '@gramreel/contracts/telemetry'
import { onCLS, onINP, onLCP } from 'web-vitals'
import { sendReport } from './send-report.ts'

/** Browsers measure interactions in steps of 8 ms (Event Timing, section 3.2). */
const STEP_MS = 8

export function watchVitals(send: typeof sendReport = sendReport): void {
  const page: PageReport = {}
  let isTold = false
  const tell = () => {
    if (isTold || document.visibilityState !== 'hidden' || Object.keys(page).length === 0) return
    isTold = true
    send({ page })
  }
  onLCP(({ value }) => {
    page.lcp = Math.min(600_000, Math.round(value / ROUNDED_MS) * ROUNDED_MS)
  })
  onINP(({ value }) => {
    page.inp = Math.min(60_000, Math.round(value / STEP_MS) * STEP_MS)
  })
  onCLS(({ value }) => {
    page.cls = Math.min(100_000, Math.round(value * 1000))
  })
  // After the ones above, which report at the same event.
  document.addEventListener('visibilitychange', tell)
  addEventListener('pagehide', tell)
}
