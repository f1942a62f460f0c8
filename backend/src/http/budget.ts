// How much somebody may ask for at once, and how soon for more. Kept in memory: it bounds a flood, it counts nothing.

const MAX_REMEMBERED = 10_000

export type Budget = (name: string) => boolean

type Limits = { burst: number; oneMoreAfterMs: number; nowMs?: () => number }

/** True while whoever bears this name may: `burst` times at once, and once more after each pause. */
export const createBudget = ({ burst, oneMoreAfterMs, nowMs = () => performance.now() }: Limits): Budget => {
  /** When what was asked for is paid off, one pause for each. */
  const paidAt = new Map<string, number>()
  return (name) => {
    const now = nowMs()
    const paid = Math.max(now, paidAt.get(name) ?? 0) + oneMoreAfterMs
    if (paid > now + burst * oneMoreAfterMs) return false
    paidAt.delete(name)
    paidAt.set(name, paid)
    const [oldest] = paidAt.keys()
    if (paidAt.size > MAX_REMEMBERED && oldest !== undefined) paidAt.delete(oldest)
    return true
  }
}
