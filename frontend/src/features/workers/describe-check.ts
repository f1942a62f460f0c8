// A worker's line in words: what was found, and what to do about it.
import type { WorkerCheck, WorkerItem } from '@gramreel/contracts/worker-list'
import { formatBytes } from '../../shared/format.ts'
import { workerTexts as texts } from '../../shared/worker-texts.ts'

export type CheckWords = { title: string; text: string; advice: string | undefined }

type About = Pick<WorkerItem, 'sentBytes' | 'allowanceBytes'>

function goodText({ name, reason, value }: WorkerCheck, { sentBytes, allowanceBytes }: About): string {
  const { good } = texts
  const sent = formatBytes(sentBytes ?? 0)
  if (name === 'reachable') return good.reachable(`${Math.round(value ?? 0)} ms`)
  if (name === 'clock') return good.clock(`${Math.max(1, Math.abs(Math.round(value ?? 0)))} s`)
  if (name === 'read') return good.read(formatBytes(value ?? 0))
  if (name !== 'traffic') return good[name]
  return reason === 'no_limit' ? good.noLimit(sent) : good.traffic(sent, formatBytes(allowanceBytes ?? 0))
}

/** Figures that belong to a red line. */
function figures({ name, value }: WorkerCheck, { sentBytes, allowanceBytes }: About): string {
  if (name === 'clock' && value !== null) return ` (${value > 0 ? '+' : '−'}${Math.abs(Math.round(value))} s)`
  if (name === 'traffic') return ` (${formatBytes(sentBytes ?? 0)} / ${formatBytes(allowanceBytes ?? 0)})`
  return ''
}

export function describeCheck(check: WorkerCheck, about: About): CheckWords {
  const { name, state, reason } = check
  const title = texts.checks[name]
  if (state === 'good') return { title, text: goodText(check, about), advice: undefined }
  if (state === 'unknown') return { title, text: texts.unknown[reason] ?? texts.checking, advice: undefined }
  const { text, advice } = texts.bad[name][reason] ?? texts.other
  return { title, text: text + figures(check, about), advice }
}
