// Things that go wrong: what the others say, what is kept, and how it all comes back.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn, type ApiClient } from './support/api-client.ts'
import { openBrowser } from './support/browser.ts'
import { closeViewer, enter, shownFilm, tile, viewer } from './support/gallery.ts'
import { makeSmallFilm } from './support/make-film.ts'
import { startProduct, type Product } from './support/product.ts'
import { takeScreenshots } from './support/screenshots.ts'
import { until } from './support/until.ts'
import { openPage } from './support/watched-page.ts'

let product: Product
let api: ApiClient
let browser: Browser
let page: Page
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gramreel trouble '))
  await makeSmallFilm(join(folder, 'h264.mp4'), 'libx264', 20)
  await makeSmallFilm(join(folder, 'hevc.mp4'), 'libx265')
  browser = await openBrowser()
  // Everything goes through the worker, however small: the trouble is there.
  product = await startProduct({ backendEnv: { DIRECT_LINKS: 'never' } })
  api = await signIn(product)
  ;({ page } = await openPage(browser))
  await enter(page, product, api)
})

afterAll(async () => {
  await browser?.close()
  await product?.close()
  await rm(folder, { recursive: true, force: true })
})

/** Posts a film under this name; answers the message's id. */
async function post(name: string, file = 'h264.mp4'): Promise<number> {
  const posted = await product.control('files', {
    path: join(folder, file),
    name: `${name}.mp4`,
    caption: name,
  })
  return Number(posted['messageId'])
}

const alert = () => viewer(page).getByRole('alert')

describe('a film that cannot be shown', () => {
  it('says that it was deleted in Telegram', async () => {
    const message = await post('Gone')
    await tile(page, 'Gone').waitFor()
    await fetch(`${product.telegram.botApi}/control/messages/${product.telegram.chat}/${message}`, {
      method: 'DELETE',
    })
    await tile(page, 'Gone').click()
    await alert().getByText('deleted in Telegram', { exact: false }).first().waitFor()
    await closeViewer(page)
  })

  it('says that its picture is in a format this browser does not know, though it would play the sound', async () => {
    await post('Hevc', 'hevc.mp4')
    await tile(page, 'Hevc').click()
    await alert().getByText('This browser cannot show this film’s picture').waitFor()
    await closeViewer(page)
  })

  it('says so before it is begun, once its codec is known, and opens in VLC', async () => {
    await until('its codec', async () => (await api.find('Hevc')).codecs?.includes('hvc1') === true)
    await page.reload()
    await tile(page, 'Hevc').click()
    await alert().getByText('This browser cannot show this film’s picture').waitFor()
    expect(await viewer(page).locator('video').count()).toBe(0)
    const [list] = await Promise.all([
      page.waitForEvent('download'),
      alert().getByRole('button', { name: 'Open in VLC' }).click(),
    ])
    expect(list.suggestedFilename()).toBe('Hevc.mp4.m3u')
    const lines = (await readFile(await list.path(), 'utf8')).split('\n')
    expect(lines[0]).toBe('#EXTM3U')
    expect((await fetch(lines[2] ?? '', { headers: { range: 'bytes=0-9' } })).status).toBe(206)
    expect(await alert().getByRole('link', { name: 'Download' }).count()).toBe(1)
    await takeScreenshots(page, 'trouble-codec')
    await closeViewer(page)
  })

  it('shows that it waits: a ring, then words, and then the film', async () => {
    await post('Slow')
    await tile(page, 'Slow').waitFor()
    await product.control('faults', { fault: 'stall', seconds: 7, method: 'upload.getFile', times: 1 })
    await tile(page, 'Slow').click()
    await viewer(page).getByRole('img', { name: 'Loading' }).waitFor()
    await viewer(page).getByRole('status').getByText('Still loading').waitFor()
    await takeScreenshots(page, 'trouble-buffering')
    await shownFilm(page)
    await viewer(page).getByText('Still loading').waitFor({ state: 'detached' })
    await closeViewer(page)
  })

  it('says for how long Telegram asks us to wait, and goes on by itself', async () => {
    await post('Too much')
    await tile(page, 'Too much').waitFor()
    await post('Before it')
    const { url } = await api.link((await api.find('Before it')).id)
    await product.control('faults', { fault: 'flood-wait', seconds: 22, method: 'upload.getFile', times: 1 })
    // Whoever meets it is held; those who come afterwards are told.
    const held = fetch(url).then((answer) => answer.arrayBuffer())
    await page.waitForTimeout(500)
    await tile(page, 'Too much').click()
    await alert().getByText('Telegram asks us to wait').waitFor()
    await alert()
      .getByText(/about \d+ seconds/)
      .waitFor()
    await takeScreenshots(page, 'trouble-telegram')
    await alert().waitFor({ state: 'detached', timeout: 40_000 })
    await shownFilm(page)
    await held
    await closeViewer(page)
  })

  it('says that there is no network, and goes on by itself when it is back', async () => {
    await post('Tunnel')
    await tile(page, 'Tunnel').waitFor()
    await page.context().setOffline(true)
    await tile(page, 'Tunnel').click()
    await alert().getByText('You are offline').waitFor()
    await takeScreenshots(page, 'trouble-offline')
    await page.context().setOffline(false)
    await shownFilm(page)
    expect(await alert().count()).toBe(0)
    await closeViewer(page)
  })

  it('says that the bot is not in the channel any more, and plays when it is back', async () => {
    await post('Locked out')
    await tile(page, 'Locked out').waitFor()
    const { chat, botToken } = product.telegram
    const member = { chat, user: Number(botToken.split(':')[0]) }
    await product.control('members', { ...member, status: 'left' })
    const item = await api.find('Locked out')
    await product.control('expire', { fileId: await fileIdOf(item.id) })
    await tile(page, 'Locked out').click()
    await alert().getByText('The bot is not in the channel').first().waitFor()
    await product.control('members', { ...member, status: 'administrator' })
    await alert().getByRole('button', { name: 'Try again' }).click()
    await shownFilm(page)
    await closeViewer(page)
  })
})

/** The Bot API file_id inside a link's token, which anybody may read but nobody may change. */
async function fileIdOf(id: string): Promise<string> {
  const { url } = await api.link(id)
  const [, claims = ''] = new URL(url).searchParams.get('token')?.split('.') ?? []
  const { file } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { file: { fid: string } }
  return file.fid
}

/** All names of the catalogue. */
const names = async (): Promise<string[]> => (await api.files()).items.map(({ name }) => name).toSorted()

describe('a part that is killed', () => {
  it('as the worker: the gallery says so, and the film plays when it is back', async () => {
    await post('Worker killed')
    await tile(page, 'Worker killed').waitFor()
    const before = await names()
    await product.processes.worker?.kill()
    await until('the status', async () => (await api.status()).worker.state === 'unreachable')
    await page.getByRole('status', { name: 'Status' }).getByText('The worker does not answer').waitFor()
    await tile(page, 'Worker killed').click()
    await alert().getByText('The worker does not answer').waitFor()
    await product.restart('worker')
    await alert().getByRole('button', { name: 'Try again' }).click()
    await shownFilm(page)
    await closeViewer(page)
    await until('the status', async () => (await api.status()).worker.state === 'ok')
    expect(await names()).toEqual(before)
  })

  it('as the backend: posts made meanwhile arrive, none is lost, and people stay signed in', async () => {
    const before = await names()
    await post('Just before')
    await product.processes.backend.kill()
    await post('While it was away')
    await page.getByRole('status', { name: 'Status' }).getByText('Gramreel does not answer').waitFor()
    await product.restart('backend')
    await tile(page, 'While it was away').waitFor()
    await tile(page, 'Just before').waitFor()
    const after = await names()
    expect(after).toHaveLength(before.length + 2)
    expect(after).toEqual(expect.arrayContaining(before))
  })

  it('as the backend in the middle of many posts: each is there once', async () => {
    const before = await names()
    const posting = (async () => {
      for (let n = 0; n < 40; n++) {
        await product.control('files', {
          size: 1000 + n,
          name: `burst ${n}.bin`,
          mime: 'application/x-burst',
        })
      }
    })()
    for (let round = 0; round < 3; round++) {
      await until('some of them', async () => (await names()).length > before.length + round * 5)
      await product.processes.backend.kill()
      await product.restart('backend')
    }
    await posting
    const burst = async (): Promise<string[]> => (await names()).filter((name) => name.startsWith('burst '))
    await until('all of them', async () => (await burst()).length >= 40)
    expect(new Set(await burst()).size).toBe(40)
    expect(await burst()).toHaveLength(40)
  })

  it('as Telegram: the catalogue stays, the status says it, and films play when it is back', async () => {
    const before = await names()
    await product.processes.telegram.kill()
    await until('the status', async () => (await api.status()).bot.state === 'unreachable')
    expect(await names()).toEqual(before)
    await product.restart('telegram')
    await until('the status', async () => (await api.status()).bot.state === 'ok', { timeoutMs: 60_000 })
    await post('After the night')
    await tile(page, 'After the night').click({ timeout: 60_000 })
    await shownFilm(page)
    await closeViewer(page)
    expect(await names()).toEqual(expect.arrayContaining(before))
  })
})

describe('without a worker', () => {
  it('large films say what to do', async () => {
    const alone = await startProduct({ worker: false })
    const other = await openPage(browser)
    try {
      await enter(other.page, alone, await signIn(alone))
      await alone.control('files', {
        size: 30_000_000,
        pattern: 'blocks',
        name: 'Large.mp4',
        mime: 'video/mp4',
      })
      await tile(other.page, 'Large').click()
      const words = viewer(other.page).getByRole('alert')
      await words.getByText('No worker is set up').first().waitFor()
      await words.getByText('in the settings, under Workers').waitFor()
    } finally {
      await other.close()
      await alone.close()
    }
  })
})
