// What a playback may have failed of. A closed list: a browser says whatever it likes, and nothing of that is kept.
import { ERRORS } from '@gramreel/contracts/errors'

/** What the gallery's pages find out themselves (frontend features/viewer/problems.ts). */
const FOUND_BY_PAGES = [
  'unreachable',
  'worker_unreachable',
  'offline',
  'codec_unknown',
  'no_picture',
  'damaged',
  'interrupted',
  'not_handed_out',
  'no_bot',
]

const KNOWN = new Set([...Object.keys(ERRORS), ...FOUND_BY_PAGES])

export const failureCode = (said: string): string => (KNOWN.has(said) ? said : 'other')
