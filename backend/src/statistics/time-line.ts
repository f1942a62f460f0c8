// Hours or days, as the reader's clock has them, and what belongs into which.
import { HOURLY_DAYS } from '@gramreel/contracts/statistics'

const HOUR = 3600
const DAY = 24 * HOUR

export type TimeLine = {
  /** Where each begins, seconds since 1970. */
  at: number[]
  stepSeconds: number
  /** Index of the one that holds this hour; -1: none does. */
  indexOf: (hour: number) => number
}

/** Ends with the hour or day of `now`. `aheadMinutes`: of the reader's clock, ahead of UTC. */
export const createTimeLine = (days: number, aheadMinutes: number, now: number): TimeLine => {
  const stepSeconds = days <= HOURLY_DAYS ? HOUR : DAY
  const ahead = aheadMinutes * 60
  const last = Math.floor((now + ahead) / stepSeconds) * stepSeconds - ahead
  const length = (days * DAY) / stepSeconds
  const at = Array.from({ length }, (_, i) => last - (length - 1 - i) * stepSeconds)
  const first = at[0] ?? last
  return {
    at,
    stepSeconds,
    indexOf: (hour) => {
      const i = Math.floor((hour - first) / stepSeconds)
      return i >= 0 && i < length ? i : -1
    },
  }
}
