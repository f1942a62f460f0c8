// Which worker plays a file. Pure. Rendezvous hashing (Thaler and Ravishankar 1998): every worker gets a score for every
// file, and the best wins. So a file stays where its bytes are cached, and a worker that comes or goes moves its share alone.
import { createHash } from 'node:crypto'
import type { WorkerState } from './watch-worker.ts'

export type Worker = {
  /** Its name in links. */
  id: string
  /** As browsers reach it, without a slash at the end. */
  url: string
  /** The bot it reads with; undefined: none of ours. */
  botId: number | undefined
  state: WorkerState
  /** So busy that it refuses viewers, or its host's allowance of the month is used up. */
  isFull: boolean
}

/** 48 bits are more than enough to tell workers apart. */
const scoreOf = (fileId: string, workerId: string): number =>
  createHash('sha256').update(`${fileId}\n${workerId}`).digest().readUIntBE(0, 6)

/** The lower, the sooner it plays. One that sleeps plays within a minute; one that is full perhaps not at all. */
const rankOf = ({ state, isFull }: Worker): number => {
  if (state === 'unreachable' || state === 'none') return 3
  if (isFull) return 2
  return state === 'ok' ? 0 : 1
}

/**
 * The best of those that hold one of the file's bots; where none is well, the best of the sick, for it may wake. Where
 * none holds its bot (one that was replaced), another may still find the message by its number.
 */
export const chooseWorker = <W extends Worker>(
  file: { id: string; botIds: readonly number[] },
  workers: readonly W[],
): W | undefined => {
  const isHolder = ({ botId }: Worker) => botId !== undefined && file.botIds.includes(botId)
  const holders = workers.filter(isHolder)
  return (holders.length > 0 ? holders : workers)
    .map((worker) => ({ worker, rank: rankOf(worker), score: scoreOf(file.id, worker.id) }))
    .toSorted((a, b) => a.rank - b.rank || b.score - a.score)[0]?.worker
}
