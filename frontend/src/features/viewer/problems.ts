// What a person can do about something that cannot be shown; the words are in shared/problem-texts.ts.
import type { FailureCode } from '../../shared/api.ts'
import { problemTexts, type ProblemText } from '../../shared/problem-texts.ts'

/** What we found out ourselves, beside the codes that backend and worker answer. */
export type Reason =
  | FailureCode
  | 'worker_unreachable'
  | 'offline'
  | 'codec_unknown'
  | 'no_picture'
  | 'damaged'
  | 'interrupted'
  | 'not_handed_out'
  | 'no_bot'

export type Problem = ProblemText & {
  canRetry: boolean
  canDownload: boolean
  /** Another player may well show it. */
  isForOthers?: boolean
}

const waitAndRetry = { canRetry: true, canDownload: false }
const final = { canRetry: false, canDownload: false }
const elsewhere = { canRetry: false, canDownload: true, isForOthers: true }
const either = { canRetry: true, canDownload: true }

type Known = Exclude<keyof typeof problemTexts, 'unknown'>

const WAYS_OUT: Record<Known, Omit<Problem, keyof ProblemText>> = {
  file_deleted: final,
  file_not_found: final,
  share_not_found: final,
  share_locked: final,
  no_access: waitAndRetry,
  no_bot: final,
  no_worker: waitAndRetry,
  worker_unreachable: waitAndRetry,
  offline: waitAndRetry,
  unreachable: waitAndRetry,
  codec_unknown: elsewhere,
  no_picture: elsewhere,
  damaged: either,
  interrupted: waitAndRetry,
  not_handed_out: either,
  link_expired: waitAndRetry,
  link_invalid: waitAndRetry,
  busy: waitAndRetry,
  starting: waitAndRetry,
  telegram_wait: waitAndRetry,
  telegram_timeout: waitAndRetry,
  telegram_failed: waitAndRetry,
}

const SAME: Partial<Record<Reason, Known>> = { link_missing: 'link_invalid', link_forbidden: 'link_invalid' }

const isKnown = (reason: Reason): reason is Known & Reason => Object.hasOwn(WAYS_OUT, reason)

export function describeProblem(reason: Reason): Problem {
  const known = SAME[reason] ?? (isKnown(reason) ? reason : undefined)
  return known === undefined
    ? { ...problemTexts.unknown, ...either }
    : { ...problemTexts[known], ...WAYS_OUT[known] }
}
