// The number of a channel's newest post, where all one can ask is "what is there in these hundred numbers?". Posts of before
// are below the first one that the bot was told of; so that is where it looks first, then upwards in steps that double,
// then between the last hit and the first miss. Gaps of a hundred deleted posts are rare, so several misses make an end.
import { TASK_MAX_MESSAGES } from '@gramreel/contracts/tasks'

const MISSES = 4
/** Telegram's numbers have 31 bits. */
const MAX_NUMBER = 2 ** 31 - 1

/** `lastIn`: the highest number in these that is there, or 0. `known`: there is a post of this number, or was. */
export const findHighest = async (
  known: number,
  lastIn: (first: number, count: number) => Promise<number>,
): Promise<number> => {
  const lastUpTo = (end: number) => {
    const first = Math.max(1, end - TASK_MAX_MESSAGES + 1)
    return lastIn(first, end - first + 1)
  }
  let highest = known
  let firstMiss = Infinity
  let misses = 0
  for (let step = TASK_MAX_MESSAGES; misses < MISSES && known + step <= MAX_NUMBER; step *= 2) {
    const last = await lastUpTo(known + step)
    if (last > 0) {
      highest = last
      misses = 0
      firstMiss = Infinity
    } else {
      misses++
      firstMiss = Math.min(firstMiss, known + step)
    }
  }
  let above = Math.min(firstMiss, MAX_NUMBER)
  while (above - highest > TASK_MAX_MESSAGES) {
    const middle = Math.ceil((highest + above) / 2)
    const last = await lastUpTo(middle)
    if (last > highest) highest = last
    else above = Math.min(middle, above - 1)
  }
  return Math.max(highest, await lastUpTo(Math.min(MAX_NUMBER, highest + TASK_MAX_MESSAGES)))
}
