// Addresses in what people wrote. Pure. Only http and https become links: a caption comes from outside.

export type LinkedPart = string | { href: string; text: string }

const ADDRESS = /https?:\/\/[^\s<>"]+/giu
/** Belongs to the sentence, not to the address before it. */
const ENDINGS = /[.,;:!?…'’»”\]}]+$/u

/** "(see https://a.example/b)." -> the address without the bracket, unless it opens within it. */
function cut(found: string): string {
  let address = found.replace(ENDINGS, '')
  while (address.endsWith(')') && address.split(')').length > address.split('(').length)
    address = address.slice(0, -1).replace(ENDINGS, '')
  return address
}

function hrefOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const { protocol, href } = new URL(address)
  return protocol === 'https:' || protocol === 'http:' ? href : undefined
}

export function linkedText(text: string): LinkedPart[] {
  const parts: LinkedPart[] = []
  let done = 0
  for (const found of text.matchAll(ADDRESS)) {
    const address = cut(found[0])
    const href = hrefOf(address)
    if (href === undefined) continue
    if (found.index > done) parts.push(text.slice(done, found.index))
    parts.push({ href, text: address })
    done = found.index + address.length
  }
  if (done < text.length) parts.push(text.slice(done))
  return parts
}
