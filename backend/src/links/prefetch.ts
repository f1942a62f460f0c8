// What will be wanted next is warmed where it will be read: at its worker. We ask it ourselves, so that one place bounds what one
// browser may cause, and so that a program without a browser can ask as well. A hint: whoever asks for too much is not refused,
// but nothing is done for him (S42).
import { prefetchUrlOf } from '@gramreel/contracts/links'
import type { FastifyBaseLogger } from 'fastify'
import { createBudget } from '../http/budget.ts'
import type { GuardedFetch } from '../http/guarded-fetch.ts'
import type { FileRow } from '../storage/schema.ts'
import type { Asker, IssueLink } from './issue-link.ts'

/** Each sign-in may ask for so many at once, and for one more after each pause: a viewer who skips through a few films. */
const BURST = 6
const ONE_MORE_AFTER_MS = 5_000
/** All sign-ins together. */
const MAX_AT_ONCE = 8

export type Prefetch = (row: FileRow, asker: Asker) => void

type Options = {
  issueLink: IssueLink
  guardedFetch: GuardedFetch
  log: Pick<FastifyBaseLogger, 'info'>
  nowMs?: () => number
}

/** Begins and returns; what goes wrong is logged. A direct file needs no worker, so nothing is done for it. */
export const createPrefetch = ({
  issueLink,
  guardedFetch,
  log,
  nowMs = () => performance.now(),
}: Options): Prefetch => {
  const mayAsk = createBudget({ burst: BURST, oneMoreAfterMs: ONE_MORE_AFTER_MS, nowMs })
  let running = 0

  const warm = async (row: FileRow, asker: Asker): Promise<void> => {
    const link = await issueLink(row, asker)
    if (link.kind !== 'stream') return
    const { status } = await guardedFetch(prefetchUrlOf(link.url), { method: 'POST' })
    if (status !== 202) throw new Error(`the worker answered ${status}`)
  }

  return (row, asker) => {
    if (running >= MAX_AT_ONCE || !mayAsk(asker.grant)) return
    running++
    warm(row, asker)
      .catch((error: unknown) => log.info({ file: row.id, reason: String(error) }, 'prefetch failed'))
      .finally(() => running--)
  }
}
