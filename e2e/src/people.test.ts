// Owner and guest, each in a browser of their own: invited, at home, and gone again.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { signIn } from './support/api-client.ts'
import { openBrowser } from './support/browser.ts'
import { enter } from './support/gallery.ts'
import { startProduct, type Product } from './support/product.ts'
import { takeScreenshots } from './support/screenshots.ts'

let product: Product
let browser: Browser
let owner: Page
let guest: Page

const newPage = async (): Promise<Page> => (await browser.newContext({ locale: 'en-GB' })).newPage()

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct({ worker: false }), openBrowser()])
  owner = await newPage()
  guest = await newPage()
  await enter(owner, product, await signIn(product))
})

afterAll(async () => {
  await browser.close()
  await product.close()
})

describe('people', () => {
  it('come by an invitation, see what their role may, and are signed out once removed', async () => {
    await owner.goto(`${product.galleryUrl}/settings/account`)
    await owner.getByLabel('Your name').fill('Ada')
    await owner.getByLabel('E-mail address').fill('ada@example.org')
    await owner.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await owner.getByRole('button', { name: 'Save and open the gallery' }).click()
    await owner.getByRole('heading', { name: 'Password' }).waitFor()
    await takeScreenshots(owner, 'account')

    await owner.getByRole('link', { name: 'People' }).click()
    await owner.getByLabel('For whom').fill('Grace')
    await owner.getByRole('button', { name: 'Make an invitation link' }).click()
    const link = await owner.locator('code').innerText()
    expect(link).toContain(`${product.galleryUrl}/join#code=`)

    await guest.goto(link)
    await guest.getByLabel('Your name').fill('Grace Hopper')
    await takeScreenshots(guest, 'join')
    await guest.getByLabel('E-mail address').fill('grace@example.org')
    await guest.getByLabel('Password').fill('another good one')
    expect(guest.url()).not.toContain('code=')
    await guest.getByRole('button', { name: 'Join' }).click()
    await guest.getByRole('searchbox').waitFor()

    const again = await newPage()
    await again.goto(link)
    await again.getByRole('heading', { name: 'This link does not work any more' }).waitFor()
    await again.context().close()

    await owner.reload()
    await owner.getByText('Grace Hopper').waitFor()
    await takeScreenshots(owner, 'people')

    const sections = await newPage()
    await sections.context().addCookies(await guest.context().cookies())
    await sections.goto(`${product.galleryUrl}/settings/people`)
    await sections.getByRole('heading', { name: 'Your account' }).waitFor()
    expect(await sections.getByRole('link', { name: 'People' }).count()).toBe(0)
    await sections.context().close()

    await owner.getByRole('button', { name: 'Remove Grace Hopper' }).click()
    await takeScreenshots(owner, 'remove')
    await owner.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await guest.getByRole('heading', { name: 'Sign in' }).waitFor()
    await owner.getByText('Grace Hopper').waitFor({ state: 'detached' })
  })
})
