import { maySend } from './consent.ts'
import { followGestures } from './last-gesture.ts'

/** After the first pictures are there, and the processor has nothing better to do. */
const REST_MS = 3_000

async function load(): Promise<void> {
  const [{ watchVitals }] = await Promise.all([import('./page-vitals.ts'), import('./measure-playback.ts')])
  watchVitals()
}

// Without the chunks there are no figures; nobody misses them.
const loadInPeace = () => void load().catch(() => undefined)

/** Loads what measures, once the page is at rest, so that it is there when the first film opens. */
export function startTelemetry(): void {
  if (!maySend()) return
  followGestures()
  setTimeout(() => {
    if ('requestIdleCallback' in window) requestIdleCallback(loadInPeace)
    else loadInPeace()
  }, REST_MS)
}
