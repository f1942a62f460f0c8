// A page that keeps account of what it does: frames shown, Blob URLs made, complaints in the console, policies broken.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

/** What the script in the page gathers; times in ms of `performance.now()`. */
export type Watch = {
  blobUrls: number
  violations: string[]
  lastClickAt: number
  lastKeyAt: number
  lastSeekAt: number
  /** `film`: the number of its video element, from 0, in the order in which they began to load. */
  frames: { at: number; mediaTime: number; film: number }[]
  /** When a film began to wait for data, other than at its start and for a seek, and when it went on. */
  stalls: { from: number; to: number | undefined }[]
}

declare global {
  var gramreelWatch: Watch
}

/** Runs in the page before its own scripts. */
function watchFromInside(): void {
  const watch: Watch = {
    blobUrls: 0,
    violations: [],
    lastClickAt: 0,
    lastKeyAt: 0,
    lastSeekAt: 0,
    frames: [],
    stalls: [],
  }
  globalThis.gramreelWatch = watch
  const original = URL.createObjectURL.bind(URL)
  URL.createObjectURL = (source) => {
    watch.blobUrls++
    return original(source)
  }
  document.addEventListener('securitypolicyviolation', (event) => {
    watch.violations.push(`${event.violatedDirective} ${event.blockedURI}`)
  })
  document.addEventListener('click', () => (watch.lastClickAt = performance.now()), true)
  document.addEventListener('keydown', () => (watch.lastKeyAt = performance.now()), true)
  document.addEventListener('seeking', () => (watch.lastSeekAt = performance.now()), true)
  document.addEventListener(
    'waiting',
    ({ target }) => {
      const isStall = target instanceof HTMLVideoElement && target.played.length > 0 && !target.seeking
      if (isStall) watch.stalls.push({ from: performance.now(), to: undefined })
    },
    true,
  )
  document.addEventListener(
    'playing',
    () => {
      for (const stall of watch.stalls) stall.to ??= performance.now()
    },
    true,
  )
  const followed = new WeakSet<HTMLVideoElement>()
  let films = 0
  document.addEventListener(
    'loadstart',
    ({ target }) => {
      if (!(target instanceof HTMLVideoElement) || followed.has(target)) return
      followed.add(target)
      const film = films++
      const follow = (at: number, { mediaTime }: { mediaTime: number }): void => {
        watch.frames.push({ at, mediaTime, film })
        target.requestVideoFrameCallback(follow)
      }
      target.requestVideoFrameCallback(follow)
    },
    true,
  )
}

export type WatchedPage = {
  page: Page
  /** Errors and warnings of the console, and exceptions nobody caught. */
  complaints: string[]
  watch(): Promise<Watch>
  close(): Promise<void>
}

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ...options,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.addInitScript(watchFromInside)
  return {
    page,
    complaints,
    watch: () => page.evaluate(() => globalThis.gramreelWatch),
    close: () => context.close(),
  }
}
