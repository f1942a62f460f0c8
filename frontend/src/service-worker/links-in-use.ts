// Which link each page's player went on with last, so that a page is told once of each renewal that its player saw: links are
// shared by all pages, and fetched before they are needed.

export type LinksInUse = {
  /** The page was given this link by the backend itself. */
  given(client: string, address: string, url: string): void
  /**
   * The page's player goes on with this link, or begins with it. True: it is another one than before. Of a film that is under
   * way and unknown, an earlier life of the service worker knew the link.
   */
  takes(client: string, address: string, url: string, isBeginning: boolean): boolean
}

/** Bounded: the one that was used longest ago is forgotten first. */
const MAX_PLAYERS = 500

export function createLinksInUse(): LinksInUse {
  const used = new Map<string, string>()
  const put = (client: string, address: string, url: string): string | undefined => {
    const player = `${client} ${address}`
    const before = used.get(player)
    used.delete(player)
    used.set(player, url)
    const [oldest] = used.keys()
    if (used.size > MAX_PLAYERS && oldest !== undefined) used.delete(oldest)
    return before
  }
  return {
    given: (client, address, url) => void put(client, address, url),
    takes: (client, address, url, isBeginning) => {
      const before = put(client, address, url)
      return before === undefined ? !isBeginning : before !== url
    },
  }
}
