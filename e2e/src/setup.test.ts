// A newcomer, from the printed link to a picture that went to Telegram and back: keyboard only.
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Browser, Locator, Page } from 'playwright-core'
import { violationsOf } from './support/axe.ts'
import { openBrowser } from './support/browser.ts'
import { freePort } from './support/free-port.ts'
import { startProduct, type Product } from './support/product.ts'
import { runProgram, type Running } from './support/run-process.ts'
import { takeScreenshots } from './support/screenshots.ts'
import { telegramEnv } from './support/telegram-settings.ts'
import { until } from './support/until.ts'
import { openPage, type WatchedPage } from './support/watched-page.ts'

const PICTURE = resolve(import.meta.dirname, '../../telegram-local/samples/Dunes before evening.jpg')

let product: Product
let browser: Browser
let opened: WatchedPage
let page: Page
let worker: Running | undefined

beforeAll(async () => {
  const backendEnv = { TELEGRAM_BOT_TOKEN: '', TELEGRAM_CHATS: '', PRIVATE_WORKERS: 'allow' }
  ;[product, browser] = await Promise.all([startProduct({ worker: false, backendEnv }), openBrowser()])
  opened = await openPage(browser, { baseURL: product.galleryUrl, reducedMotion: 'reduce' })
  page = opened.page
})
afterAll(async () => {
  await browser?.close()
  await worker?.stop()
  await product?.close()
})

/** For eyes when asked for; for axe always. */
async function look(name: string): Promise<void> {
  await takeScreenshots(page, name)
  expect(await violationsOf(page)).toEqual([])
}

/** As somebody without a mouse comes to it. */
async function reach(target: Locator): Promise<void> {
  await target.waitFor()
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('it is not reached by Tab')
}
async function press(name: string | RegExp, role: 'button' | 'link' = 'button'): Promise<void> {
  await reach(page.getByRole(role, { name, exact: true }))
  await page.keyboard.press('Enter')
}
async function type(label: string, text: string): Promise<void> {
  await reach(page.getByLabel(label))
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type(text)
}
const question = (name: string) => page.getByRole('heading', { level: 1, name })
/** A line, once it is good. */
const good = (title: string) => page.locator('li[data-state=good]').filter({ hasText: title })

it('the printed link leads a newcomer, after name and password, to the first question', async () => {
  await page.goto(product.signInUrl())
  await type('Your name', 'Ada')
  await type('E-mail address', 'ada@example.org')
  await type('Password', 'difference engine')
  await page.keyboard.press('Enter')
  await question('Which bot works for you?').waitFor()
  expect(new URL(page.url()).pathname).toBe('/setup/bot')
  await look('setup-bot')
})

it('a wrong token is refused in words, a right one turns the checks green', async () => {
  const bot = await product.control('bots', { firstName: 'Ours', username: 'ours_bot' })
  await type('Bot token', '123456789:AAE-not-a-token-of-anybody')
  await page.keyboard.press('Enter')
  await page.getByText('Telegram does not know this token').waitFor()
  await look('setup-bot-wrong')
  await type('Bot token', String(bot['token']))
  await page.keyboard.press('Enter')
  await good('Telegram knows @ours_bot').waitFor()
  await good('No privacy setting is in the way').waitFor()
  await look('setup-bot-done')
  await press('Next', 'link')
  await question('Where are your pictures?').waitFor()
  await look('setup-channel')

  // The page is left and come back to: it goes on where it was.
  await page.goto(`${product.galleryUrl}/setup`)
  await question('Where are your pictures?').waitFor()

  const { chat } = await product.control('channels', { title: 'Dunes' })
  await product.control('members', { chat, user: bot['id'], status: 'administrator' })
  await product.control('files', { path: PICTURE, chat, caption: 'Before evening' })
  await page.getByText('1 file waits').waitFor()
  await look('setup-channel-found')
  await press('Accept Dunes')
  await good('“Dunes” is in the gallery').waitFor()
  await good('The bot may post').waitFor()
  await good('The bot may delete').waitFor()
  await look('setup-channel-done')

  await press('Next', 'link')
  await question('Who brings the films?').waitFor()
  await press('Make a code')
  const lines = page.getByLabel('Give this to your worker')
  const code = /ENROLMENT_CODE=(\S+)/.exec(await lines.innerText())?.[1] ?? ''
  await look('setup-worker')
  worker = await startWorker(code, String(bot['token']))
  for (const line of ['Reachable', 'Telegram', 'Clock', 'Allows this gallery', 'more than 20 MB'])
    await good(line).waitFor()
  await look('setup-worker-done')

  await press('Next', 'link')
  await question('Your gallery is ready').waitFor()
  await good('Bot').waitFor()
  await press('Send a small picture')
  await good('It opens in the gallery')
    .filter({ hasText: /after [\d,]+ ms/ })
    .waitFor()
  await look('setup-ready')
  await press('Open the gallery', 'link')
  await page.locator('[data-tile]').first().waitFor()
  await until('both pictures', async () => (await page.locator('[data-tile]').count()) === 2)
})

it('a set-up that is done is a summary, and each of its steps a page to look at', async () => {
  await page.goto(`${product.galleryUrl}/setup`)
  await question('Your gallery is ready').waitFor()
  await press(/^Bot\b.*done/, 'link')
  await question('Which bot works for you?').waitFor()
  await press('Next', 'link')
  await press('Next', 'link')
  await question('Who brings the films?').waitFor()
  expect((await opened.watch()).violations).toEqual([])
})

async function startWorker(code: string, botToken: string): Promise<Running> {
  const port = await freePort()
  return runProgram('worker/src/main.ts', [], {
    PORT: `${port}`,
    DATA_DIR: join(product.dataDir, 'worker'),
    BACKEND_URL: product.galleryUrl,
    ENROLMENT_CODE: code,
    ...telegramEnv({ ...product.telegram, botToken }),
  })
}
