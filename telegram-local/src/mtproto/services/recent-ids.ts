/** The last ids that were seen, so that a message sent twice appears once. */
export type RecentIds = {
  /** False when it was taken before. */
  take(id: string): boolean
  giveBack(id: string): void
}

export function createRecentIds(most = 10_000): RecentIds {
  const ids = new Set<string>()
  return {
    take(id) {
      if (ids.has(id)) return false
      ids.add(id)
      const [oldest] = ids
      if (ids.size > most && oldest !== undefined) ids.delete(oldest)
      return true
    },
    giveBack: (id) => void ids.delete(id),
  }
}
