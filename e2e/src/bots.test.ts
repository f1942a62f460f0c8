// A second bot, connected by its token, and a channel that is found, accepted and seen.
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { signIn } from './support/api-client.ts'
import { openBrowser } from './support/browser.ts'
import { enter, tileWith } from './support/gallery.ts'
import { startProduct, type Product } from './support/product.ts'
import { takeScreenshots } from './support/screenshots.ts'
import { until } from './support/until.ts'

const PICTURE = resolve(import.meta.dirname, '../../telegram-local/samples/Dunes before evening.jpg')

let product: Product
let browser: Browser
let page: Page

const show = (name: string) => takeScreenshots(page, name)

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct({ worker: false }), openBrowser()])
  page = await (await browser.newContext({ locale: 'en-GB', baseURL: product.galleryUrl })).newPage()
  await enter(page, product, await signIn(product))
})

afterAll(async () => {
  await browser.close()
  await product.close()
})

describe('bots and channels', () => {
  it('a second bot is connected by its token; its channel is found, accepted, and its picture seen', async () => {
    const bot = await product.control('bots', { firstName: 'Second', username: 'second_bot' })
    await page.goto(`${product.galleryUrl}/settings/bots`)
    await page.getByRole('heading', { name: '@gramreel_local_bot' }).waitFor()
    await page.getByLabel('Bot token').fill('123456789:AAE-not-a-token-of-anybody')
    await page.getByRole('button', { name: 'Connect the bot' }).click()
    await page.getByText('Telegram does not know this token').waitFor()
    // Telegram has had enough of us; the bot is connected when it has rested.
    await product.control('faults', { fault: 'flood-wait', method: 'getMe', seconds: 4, times: 1 })
    await page.getByLabel('Bot token').fill(String(bot['token']))
    await page.getByRole('button', { name: 'Connect the bot' }).click()
    await page.getByText('Telegram asks to wait 4 seconds').waitFor()
    await page.getByRole('timer').waitFor()
    await show('bots-wait')
    const card = page.getByRole('region', { name: '@second_bot' })
    await card.getByText('No channel yet').waitFor()

    const { chat } = await product.control('channels', { title: 'Dunes' })
    await product.control('members', { chat, user: bot['id'], status: 'administrator' })
    await product.control('files', { path: PICTURE, chat, caption: 'Before evening' })
    await card.getByText('1 file waits').waitFor()
    await show('bots-found')
    await card.getByRole('button', { name: 'Accept Dunes' }).click()
    await card.getByText('In the gallery').waitFor()
    await card.getByRole('button', { name: 'Import older posts' }).click()
    await card.getByText('No worker is reachable').waitFor()
    await show('bots-import')
    await card.getByRole('button', { name: 'Cancel' }).click()
    await card.getByRole('button', { name: 'Import older posts' }).waitFor()

    await page.goto(product.galleryUrl)
    const picture = (await tileWith(page, 'Before evening')).locator('img')
    await picture.waitFor()
    const width = () => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)
    await until('the picture', async () => (await width()) > 0)

    await page.goto(`${product.galleryUrl}/settings/bots`)
    await card.getByText('In the gallery').waitFor()
    await product.control('members', { chat, user: bot['id'], status: 'left' })
    await card.getByText('The bot was removed').waitFor()
    await show('bots-removed')
  })
})
