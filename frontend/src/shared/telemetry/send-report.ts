import type { TelemetryReport } from '@gramreel/contracts/telemetry'
import { maySend } from './consent.ts'

/** Nobody is signed in there yet. */
const OUTSIDE = /^\/(?:sign-in|welcome|join)(?:\/|$)/

/** A guest's page tells its share, which knows him; that of somebody signed in tells the gallery. */
export function addressFor(pathname: string): string | undefined {
  if (OUTSIDE.test(pathname)) return undefined
  const slug = /^\/s\/([^/]+)/.exec(pathname)?.[1]
  return slug === undefined ? '/api/telemetry' : `/api/shares/${slug}/telemetry`
}

/** Leaves even while the page is being closed; nobody waits for it, and nothing depends on it. */
export function sendReport(report: TelemetryReport): void {
  const address = addressFor(location.pathname)
  if (address === undefined || !maySend()) return
  navigator.sendBeacon(address, new Blob([JSON.stringify(report)], { type: 'application/json' }))
}
