import type { LinkAnswer } from '@gramreel/contracts/links'

type Download = { href: string; download: true; target?: '_blank'; rel?: 'noreferrer' }

/**
 * What a link needs in order to save a file. A worker's stream is told to come as an attachment; the Bot API shows what it
 * likes, and that must not take the place of the gallery.
 */
export function downloadOf(link: LinkAnswer): Download {
  if (link.kind === 'direct') return { href: link.url, download: true, target: '_blank', rel: 'noreferrer' }
  return { href: `${link.url}${link.url.includes('?') ? '&' : '?'}download=1`, download: true }
}
