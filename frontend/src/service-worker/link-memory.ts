// Links by the address of their media, in memory: the browser ends a service worker that has nothing to do after half a
// minute, and the next one asks again.
import type { LinkAnswer } from '@gramreel/contracts/links'
import { lifeOf, type LinkLife } from '../shared/link-life.ts'

export type Link = Pick<LinkAnswer, 'kind' | 'url' | 'expiresAt'>

/** The backend would not give a link; its answer, for whoever asks why. */
export class LinkRefused extends Error {
  override readonly name = 'LinkRefused'
  readonly answer: Response
  constructor(answer: Response) {
    super(`a link was refused with ${answer.status}`)
    this.answer = answer
  }
}

export type LinkMemory = {
  /** The link of an address. Rejects with LinkRefused, or as fetch does when the backend is away. */
  get(address: string): Promise<Link>
  /** Another link than this one: asked for once, for all who wait. Rejects as `get` does. */
  renew(address: string, stale: Link): Promise<Link>
  remember(address: string, link: Link): void
  /** Of this share, or all. */
  forget(prefix?: string): void
}

type Held = LinkLife & { link: Link }

/** Bounded: the one that was used longest ago is forgotten first. */
const MAX_LINKS = 500

export function createLinkMemory(
  ask: (address: string) => Promise<Link>,
  now: () => number = Date.now,
): LinkMemory {
  const links = new Map<string, Held>()
  const asking = new Map<string, Promise<Link>>()
  /** What is forgotten while it is being asked for is not remembered. */
  let forgotten = 0

  function keep(address: string, held: Held): void {
    links.delete(address)
    links.set(address, held)
    const [oldest] = links.keys()
    if (links.size > MAX_LINKS && oldest !== undefined) links.delete(oldest)
  }

  const remember = (address: string, link: Link): void => keep(address, { link, ...lifeOf(link, now()) })

  async function askAnew(address: string): Promise<Link> {
    const began = forgotten
    try {
      const link = await ask(address)
      if (began === forgotten) remember(address, link)
      return link
    } catch (error) {
      if (error instanceof LinkRefused) links.delete(address)
      throw error
    } finally {
      asking.delete(address)
    }
  }

  function fresh(address: string): Promise<Link> {
    const answer = asking.get(address) ?? askAnew(address)
    asking.set(address, answer)
    return answer
  }

  return {
    remember,
    async get(address) {
      const held = links.get(address)
      if (held === undefined) return fresh(address)
      keep(address, held)
      if (now() < held.due) return held.link
      if (now() < held.end) {
        fresh(address).catch(() => undefined)
        return held.link
      }
      try {
        return await fresh(address)
      } catch (error) {
        // With the backend away, a film that is under way may go on with its old link: the worker decides.
        if (error instanceof LinkRefused) throw error
        return held.link
      }
    },
    async renew(address, stale) {
      const held = links.get(address)
      return held === undefined || held.link.url === stale.url ? fresh(address) : held.link
    },
    forget(prefix = '/') {
      forgotten++
      asking.clear()
      for (const address of links.keys()) if (address.startsWith(prefix)) links.delete(address)
    },
  }
}
