// The thread in which fingerprints are computed, so that the page does not notice.
import { fingerprintOf } from './fingerprint.ts'

addEventListener('message', ({ data }: MessageEvent<File>) => {
  fingerprintOf(data).then(
    (fingerprint) => postMessage({ fingerprint }),
    () => postMessage({}),
  )
})
