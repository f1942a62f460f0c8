import { randomUUID } from 'node:crypto'
import type { PlaybackReport } from '@gramreel/contracts/telemetry'

/** What a browser tells of a playback that began well and goes on. */
export const aPlayback = (fields: Partial<PlaybackReport> = {}): PlaybackReport => ({
  v: 2,
  sid: randomUUID(),
  cid: 'V1StGXR8_Z5jdHi6B-myT',
  sn: 0,
  e: 'ps',
  sta: 'p',
  msd: 800,
  bsa: 0,
  bsda: 0,
  dfa: 0,
  frames: 100,
  playedMs: 10_000,
  seeksMs: [],
  renewals: 0,
  renewalMs: 0,
  ...fields,
})
