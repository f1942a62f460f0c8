// Firefox, which speaks WebDriver BiDi; Playwright drives builds of its own only.
import { launch, type Browser } from 'puppeteer-core'
import { findFirefox } from './find-firefox.ts'

const PREFERENCES = {
  // Films start by themselves, with sound, and no person is here to allow it.
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  // Nothing leaves this machine: the codecs are the system's.
  'media.gmp-manager.updateEnabled': false,
  'app.update.disabledForTesting': true,
  'datareporting.policy.dataSubmissionEnabled': false,
}

/** The system's Firefox with a fresh profile. */
export async function openFirefox(preferences: Record<string, unknown> = {}): Promise<Browser> {
  const executablePath = findFirefox()
  if (executablePath === undefined) {
    throw new Error('no Firefox on this machine; install it, or name one by FIREFOX_PATH')
  }
  return launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: { ...PREFERENCES, ...preferences },
  })
}
