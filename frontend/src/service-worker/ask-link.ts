import { linkPathOf, parseMediaAddress } from '../shared/media-address.ts'
import { LinkRefused, type Link } from './link-memory.ts'

const PATIENCE_MS = 10_000

const text = (value: object, name: string): string => {
  const found: unknown = Reflect.get(value, name)
  if (typeof found !== 'string') throw new TypeError(`a link without ${name}`)
  return found
}

/**
 * Asks the backend for the link of a medium, as whoever is signed in or as the guest with the share's cookie. Rejects with
 * LinkRefused when it says no, and otherwise when it is away or in trouble.
 */
export async function askLink(address: string): Promise<Link> {
  const item = parseMediaAddress(address)
  if (item === undefined) throw new TypeError('not an address of media')
  const answer = await fetch(linkPathOf(item), {
    credentials: 'same-origin',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  if (answer.status >= 500) throw new Error(`the backend answered ${answer.status}`)
  if (!answer.ok) throw new LinkRefused(answer)
  const link: unknown = await answer.json()
  if (typeof link !== 'object' || link === null) throw new TypeError('a link that is none')
  const kind = text(link, 'kind') === 'direct' ? 'direct' : 'stream'
  return { kind, url: text(link, 'url'), expiresAt: text(link, 'expiresAt') }
}
