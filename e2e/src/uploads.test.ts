// A film goes from a page into the channel, while the worker is killed; and whatever else is killed when, it is there once (R18).
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BegunUpload, UploadItem } from '@gramreel/contracts/uploads'
import type { FilePage } from '@gramreel/contracts/catalogue'
import type { LinkAnswer } from '@gramreel/contracts/links'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signIn, type ApiClient } from './support/api-client.ts'
import { violationsOf } from './support/axe.ts'
import { openBrowser } from './support/browser.ts'
import { closeViewer, enter, shownFilm, tile, viewer } from './support/gallery.ts'
import { ffmpeg } from './support/make-film.ts'
import { startProduct, type Product } from './support/product.ts'
import { takeScreenshots } from './support/screenshots.ts'
import { until } from './support/until.ts'
import { openPage } from './support/watched-page.ts'

const SOAK = Number(process.env['GRAMREEL_SOAK'] ?? 1)

let product: Product
let api: ApiClient
let browser: Browser
let film: string

beforeAll(async () => {
  product = await startProduct({ backendEnv: { DIRECT_LINKS: 'never' } })
  api = await signIn(product)
  // So that the channel is known.
  await product.control('files', { name: 'First.mp4', size: 1000, mime: 'video/mp4', pattern: 'blocks' })
  await api.find('First')
  film = join(product.dataDir, 'Waves.mp4')
  await ffmpeg(
    ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=24,noise=alls=12:allf=t', '-t', '16'],
    ['-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '8M', '-maxrate', '8M', '-bufsize', '8M'],
    ['-pix_fmt', 'yuv420p', '-movflags', '+faststart', film],
  )
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await product?.close()
})

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const ask = async (method: string, path: string, body?: object) => {
  const answer = await fetch(product.galleryUrl + path, {
    method,
    headers: { cookie: api.cookie, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  return (await answer.json()) as unknown
}
const items = async (query: string) =>
  ((await ask('GET', `/api/files?q=${encodeURIComponent(query)}`)) as FilePage).items
const hashAtTelegram = async (id: string) => {
  const { url } = (await ask('GET', `/api/files/${id}/link`)) as LinkAnswer
  return sha(new Uint8Array(await (await fetch(url)).arrayBuffer()))
}
const fileInput = (page: Page) => page.locator('input[type=file][multiple]')
const panel = (page: Page) => page.getByRole('region', { name: 'Uploads' })

it('a film dropped into the page is sent, over a killed worker and a reload, plays, and is not sent again', async () => {
  const opened = await openPage(browser)
  const { page, complaints } = opened
  await enter(page, product, api)
  await product.control('faults', { fault: 'slow', method: 'upload.saveBigFilePart', latencyMs: 500 })
  const choose = () => fileInput(page).setInputFiles(film)
  await choose()
  const bar = panel(page).getByRole('progressbar', { name: 'Progress of Waves.mp4' })
  const received = () => bar.evaluate((element: HTMLProgressElement) => element.value)
  await until('some of it at Telegram', async () => (await received()) > 1_500_000)
  await takeScreenshots(page, 'upload')

  // The film is small enough to be kept by the browser: it goes on by itself.
  await page.reload()
  await bar.waitFor()
  expect(await received()).toBeGreaterThan(1_000_000)
  await product.processes.worker?.kill()
  expect(await items('Waves')).toEqual([])
  await product.restart('worker')
  await product.clearFaults()
  await tile(page, 'Waves').waitFor({ timeout: 60_000 })
  const [item, ...more] = await items('Waves')
  expect(more).toEqual([])
  expect(item).toMatchObject({ kind: 'video', width: 640, height: 360, mime: 'video/mp4' })
  expect(item?.durationSeconds).toBeCloseTo(16, 0)
  expect(await hashAtTelegram(item?.id ?? '')).toBe(sha(await readFile(film)))

  await panel(page).getByText('Done').waitFor()
  await tile(page, 'Waves').click()
  await shownFilm(page)
  await closeViewer(page)

  await choose()
  await panel(page).getByText('Is in the gallery already').waitFor()
  await takeScreenshots(page, 'upload-over')
  await panel(page).getByRole('link', { name: 'Show: Waves.mp4' }).first().click()
  await viewer(page).waitFor()
  expect(await items('Waves')).toHaveLength(1)
  expect((await opened.watch()).violations).toEqual([])
  expect(complaints.filter((text) => !/Failed to load resource|ERR_|CORS/.test(text))).toEqual([])
})

it('an upload is paused, goes on, and is cancelled', async () => {
  const { page } = await openPage(browser)
  await enter(page, product, api)
  await product.control('faults', { fault: 'slow', method: 'upload.saveBigFilePart', latencyMs: 250 })
  const content = randomBytes(11_000_000)
  await fileInput(page).setInputFiles({
    name: 'Noise.bin',
    mimeType: 'application/octet-stream',
    buffer: content,
  })
  const button = (action: string) => panel(page).getByRole('button', { name: `${action}: Noise.bin` })
  const bar = panel(page).getByRole('progressbar')
  await until('some of it', async () => (await bar.evaluate((e: HTMLProgressElement) => e.value)) > 0)
  await button('Pause').click()
  await panel(page).getByText('Paused').waitFor()
  await button('Go on').click()
  await button('Pause').waitFor()
  await button('Cancel').click()
  await panel(page).waitFor({ state: 'hidden' })
  await product.clearFaults()
  await until('it is forgotten', async () => {
    const { uploads } = (await ask('GET', '/api/uploads')) as { uploads: UploadItem[] }
    return uploads.length === 0
  })
})

it('a folder, dropped files and a pasted picture are taken; all are paused, refused, tried again; without what systems leave', async () => {
  const opened = await openPage(browser)
  const { page } = opened
  await enter(page, product, api)
  const folder = join(product.dataDir, 'Holidays')
  await mkdir(join(folder, 'Rome', '.thumbnails'), { recursive: true })
  const names = ['Colosseum.bin', 'Rome/Forum.bin', '.DS_Store', 'Thumbs.db', 'Rome/.thumbnails/small.jpg']
  for (const name of names) await writeFile(join(folder, name), randomBytes(300_000))

  await page.getByRole('button', { name: 'Upload' }).click()
  const menu = page.getByRole('dialog', { name: 'Upload' })
  await menu.getByRole('button', { name: 'Choose a folder' }).waitFor()
  await takeScreenshots(page, 'upload-menu')
  expect(await violationsOf(page, '[popover]:popover-open')).toEqual([])
  await page.keyboard.press('Escape')
  await menu.waitFor({ state: 'hidden' })

  await product.control('faults', {
    fault: 'rpc-error',
    method: 'messages.sendMedia',
    code: 403,
    message: 'CHAT_WRITE_FORBIDDEN',
  })
  await page.locator('input[type=file][webkitdirectory]').setInputFiles(folder)
  await drop(page, ['Dropped one.bin', 'Dropped two.bin'])
  await paste(page)
  const bad = panel(page).getByText('The bot may not post in the channel')
  await until('five refused', async () => (await bad.count()) === 5)
  await panel(page).getByRole('heading', { name: '5 files were not uploaded' }).waitFor()
  await takeScreenshots(page, 'upload-failed')
  expect(await violationsOf(page, 'section[aria-label=Uploads]')).toEqual([])

  await product.clearFaults()
  await product.control('faults', { fault: 'slow', method: 'messages.uploadMedia', latencyMs: 3000 })
  await panel(page).getByRole('button', { name: 'Try 5 again' }).click()
  await panel(page).getByRole('button', { name: 'Pause all' }).click()
  await panel(page).getByText('Paused').first().waitFor()
  await panel(page).getByRole('button', { name: 'Go on', exact: true }).click()
  await panel(page).getByRole('progressbar', { name: 'Progress of all files' }).waitFor()
  await until('one under way', async () =>
    /"stage":"(receiving|posting)"/.test(JSON.stringify(await ask('GET', '/api/uploads'))),
  )
  // In the middle of it: what was begun goes on, what had no turn is given again.
  await page.reload()
  await panel(page).waitFor()
  await product.clearFaults()
  await page.locator('input[type=file][webkitdirectory]').setInputFiles(folder)
  await drop(page, ['Dropped one.bin', 'Dropped two.bin'])
  await until('all in the gallery', async () => (await items('Dropped')).length === 2)
  await until('the folder', async () => (await items('Colosseum')).length === 1)
  await until('the folder within', async () => (await items('Forum')).length === 1)
  for (const name of ['DS_Store', 'Thumbs', 'small']) expect(await items(name)).toEqual([])
  await panel(page).getByRole('heading', { name: 'in the gallery' }).waitFor()
  expect((await opened.watch()).violations).toEqual([])
  await opened.close()
})

/** As if these files, their names for content, were dropped from outside. */
const drop = (page: Page, names: string[]) =>
  page.evaluate((all) => {
    const carried = new DataTransfer()
    for (const name of all) carried.items.add(new File([name.repeat(1000)], name))
    for (const type of ['dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: carried, bubbles: true }))
  }, names)

const paste = (page: Page) =>
  page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    canvas.getContext('2d')?.fillRect(0, 0, 40, 40)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve))
    const carried = new DataTransfer()
    carried.items.add(new File([blob ?? ''], 'image.png', { type: 'image/png' }))
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: carried, bubbles: true }))
  })

it('an empty file is told of, and what was told can be put away', async () => {
  const { page } = await openPage(browser)
  await enter(page, product, api)
  await fileInput(page).setInputFiles({ name: 'Empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) })
  await panel(page).getByText('1 file is empty and was left out.').first().waitFor()
  await panel(page).getByRole('button', { name: 'Hide what is over' }).click()
  await panel(page).waitFor({ state: 'hidden' })
  await page.context().close()
})

it('a file is downloaded meanwhile, and nobody is asked whether to leave the page', async () => {
  const { page } = await openPage(browser)
  await enter(page, product, api)
  await product.control('faults', { fault: 'slow', method: 'upload.saveBigFilePart', latencyMs: 500 })
  await fileInput(page).setInputFiles({
    name: 'Meanwhile.bin',
    mimeType: 'application/octet-stream',
    buffer: randomBytes(12_000_000),
  })
  await panel(page).getByRole('button', { name: 'Pause: Meanwhile.bin' }).waitFor()
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.type())
    void dialog.accept()
  })
  await tile(page, 'Waves').click()
  await shownFilm(page)
  await page.mouse.move(700, 300)
  await page.mouse.move(710, 310)
  const download = page.waitForEvent('download')
  await viewer(page).getByRole('link', { name: 'Download' }).click()
  expect((await download).suggestedFilename()).toBe('Waves.mp4')
  expect(asked).toEqual([])
  await closeViewer(page)
  await panel(page).getByRole('button', { name: 'Cancel: Meanwhile.bin' }).click()
  await panel(page).waitFor({ state: 'hidden' })
  await product.clearFaults()
  await page.context().close()
})

it('a second tab leaves an upload to the first, and takes it up when that one is closed', async () => {
  const { page } = await openPage(browser)
  await enter(page, product, api)
  await product.control('faults', { fault: 'slow', method: 'upload.saveBigFilePart', latencyMs: 2500 })
  const content = randomBytes(24_000_000)
  await fileInput(page).setInputFiles({
    name: 'Twice.bin',
    mimeType: 'application/octet-stream',
    buffer: content,
  })
  const bar = panel(page).getByRole('progressbar')
  await until('some of it', async () => (await bar.evaluate((e: HTMLProgressElement) => e.value)) > 0)
  const second = await page.context().newPage()
  const sent: string[] = []
  second.on('request', (request) => request.method() === 'PATCH' && sent.push(request.url()))
  await second.goto(product.galleryUrl)
  await fileInput(second).waitFor({ state: 'attached' })
  await second.waitForTimeout(2500)
  expect(await panel(second).count()).toBe(0)
  expect(sent).toEqual([])
  await page.close()
  await panel(second).getByText('Twice.bin').waitFor()
  await product.clearFaults()
  await until('all of it', async () => (await items('Twice')).length === 1, { timeoutMs: 90_000 })
  expect(await hashAtTelegram((await items('Twice'))[0]?.id ?? '')).toBe(sha(content))
  await second.context().close()
})

it('of a large file the browser keeps the handle: it goes on by itself after a reload, and so says the page before it', async () => {
  const opened = await openPage(browser)
  const { page } = opened
  await enter(page, product, api)
  await product.control('faults', { fault: 'slow', method: 'upload.saveBigFilePart', latencyMs: 60 })
  await page.evaluate(async (megabytes) => {
    const folder = await navigator.storage.getDirectory()
    const handle = await folder.getFileHandle('Large.bin', { create: true })
    const writer = await handle.createWritable()
    for (let at = 0; at < megabytes; at++)
      await writer
        .write(crypto.getRandomValues(new Uint8Array(65_536)).buffer)
        .then(() => writer.write(new Uint8Array(983_040)))
    await writer.close()
    const carried = new DataTransfer()
    carried.items.add(await handle.getFile())
    // What a file that a person drops has: the one of a made-up drop has none.
    Object.assign(DataTransferItem.prototype, { getAsFileSystemHandle: async () => handle })
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true }))
  }, 66)
  const bar = panel(page).getByRole('progressbar', { name: 'Progress of Large.bin' })
  const received = () => bar.evaluate((element: HTMLProgressElement) => element.value)
  await until('some of it at Telegram', async () => (await received()) > 4_000_000, { timeoutMs: 60_000 })
  let asked = ''
  page.on('dialog', (dialog) => {
    asked = dialog.type()
    void dialog.accept()
  })
  // A page that nobody touched may not ask.
  await page.mouse.click(700, 500)
  await page.reload()
  expect(asked).toBe('beforeunload')
  await product.clearFaults()
  await until('all of it', async () => (await items('Large')).length === 1, { timeoutMs: 90_000 })
  await opened.close()
})

it(`R18: worker or backend killed at any moment, each file is there once`, async () => {
  const kills = 4 * SOAK
  for (let i = 0; i < kills; i++) {
    const content = randomBytes(600_000)
    const name = `kill-${i}.bin`
    const wish = { name, mime: 'application/octet-stream', size: content.length }
    const begun = (await ask('POST', '/api/uploads', wish)) as BegunUpload
    if (begun.kind !== 'upload') throw new Error('it is new')
    const { id } = begun.upload
    const part = i % 2 === 0 ? 'worker' : 'backend'
    const killing = new Promise((resolve) => setTimeout(resolve, Math.random() * 150)).then(() =>
      product.processes[part]?.kill(),
    )
    const send = async (offset: number) =>
      fetch(((await ask('POST', `/api/uploads/${id}/link`)) as { url: string }).url, {
        method: 'PATCH',
        headers: {
          'tus-resumable': '1.0.0',
          'upload-offset': String(offset),
          'content-type': 'application/offset+octet-stream',
        },
        body: content.subarray(offset),
      })
    await send(0).catch(() => undefined)
    await killing
    await product.restart(part)
    const done = await until(`upload ${i} to be done`, async () => {
      const item = (await ask('GET', `/api/uploads/${id}`)) as UploadItem
      if (item.stage === 'receiving') await send(item.received).catch(() => undefined)
      return item.stage === 'done' && item
    })
    expect(await hashAtTelegram(done.fileId ?? '')).toBe(sha(content))
    expect(await items(name)).toHaveLength(1)
  }
})
