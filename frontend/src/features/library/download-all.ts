import type { LinkAnswer } from '@gramreel/contracts/links'
import { formatCount } from '../../shared/format.ts'
import { libraryTexts as texts } from '../../shared/library-texts.ts'
import { showToast } from '../../shared/toast.ts'
import { downloadOf } from '../viewer/download-of.ts'

/** Browsers drop downloads that begin at the same moment. */
const PAUSE_MS = 700

/** One after the other, each by a link of its own; the browser may ask once whether a page may do that. */
export async function downloadAll(
  ids: readonly string[],
  readLink: (id: string) => Promise<LinkAnswer>,
): Promise<void> {
  if (ids.length > 1) showToast(texts.bar.downloading(ids.length, formatCount(ids.length)))
  let failed = 0
  for (const id of ids) {
    try {
      const { href, target = '' } = downloadOf(await readLink(id))
      const anchor = Object.assign(document.createElement('a'), {
        href,
        target,
        rel: 'noreferrer',
        download: '',
      })
      document.body.append(anchor)
      anchor.click()
      anchor.remove()
      if (ids.length > 1) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    } catch {
      failed += 1
    }
  }
  if (failed > 0) showToast(texts.failed.download, { isUrgent: true })
}
