import type { LinkAnswer } from '@gramreel/contracts/links'

/** The address that saves a file: a stream is told to come as an attachment, the Bot API always does so. */
export function downloadUrl(link: LinkAnswer | undefined): string | undefined {
  if (link === undefined || link.kind === 'direct') return link?.url
  return `${link.url}${link.url.includes('?') ? '&' : '?'}download=1`
}
