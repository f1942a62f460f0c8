import type { Status } from '@gramreel/contracts/status'
import { texts } from '../../shared/texts.ts'

/** What is missing, in words, the most important first; nothing while all is well or still on its way. */
export function describeStatus(status: Status | undefined, isConnected: boolean): string[] {
  if (!isConnected) return [texts.status.offline]
  if (status === undefined) return []
  const { bot, worker } = status
  const words: string[] = []
  if (bot.state === 'refused' || bot.state === 'none' || bot.state === 'unreachable') {
    words.push(texts.status.bot[bot.state])
  }
  if (worker.state === 'waking' || worker.state === 'unreachable' || worker.state === 'none')
    words.push(texts.status.worker[worker.state])
  return words
}
