import type { LinkAnswer } from '@gramreel/contracts/links'
import type { MouseEvent } from 'react'

type Download = { href: string; download: true; target?: '_blank'; rel?: 'noreferrer' }

/**
 * What a link needs in order to save a file. A worker's stream is told to come as an attachment; the Bot API shows what it
 * likes, and that must not take the place of the gallery.
 */
export function downloadOf(link: LinkAnswer): Download {
  if (link.kind === 'direct') return { href: link.url, download: true, target: '_blank', rel: 'noreferrer' }
  return { href: `${link.url}${link.url.includes('?') ? '&' : '?'}download=1`, download: true }
}

async function beginDownload(renew: () => Promise<LinkAnswer>): Promise<void> {
  const anchor = Object.assign(document.createElement('a'), { ...downloadOf(await renew()), download: '' })
  document.body.append(anchor)
  anchor.click()
  anchor.remove()
}

/** A page is left open for longer than a link lives; one about to end is not begun with. */
const MARGIN_MS = 10_000

/** The same for an anchor that is there for long: a link that is over by the time it is pressed is renewed before. */
export function downloadWhenPressed(
  link: LinkAnswer,
  renew: () => Promise<LinkAnswer>,
): Download & { onClick: (event: MouseEvent) => void } {
  return {
    ...downloadOf(link),
    onClick: (event) => {
      if (Date.now() < Date.parse(link.expiresAt) - MARGIN_MS) return
      event.preventDefault()
      // Nobody answers, or access was withdrawn: the page says so.
      beginDownload(renew).catch(() => undefined)
    },
  }
}
