import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createThumbnailCache, pictureMime } from './thumbnail-cache.ts'

const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('a picture')])

const setUp = async (bytes: Buffer = JPEG) => {
  const folder = join(await temporaryFolder(), 'thumbnails')
  const running = { now: 0, most: 0, calls: 0 }
  const cache = createThumbnailCache(folder)
  const download = async () => {
    running.calls += 1
    running.now += 1
    running.most = Math.max(running.most, running.now)
    await sleep(20)
    running.now -= 1
    return bytes
  }
  const get = (key = 'key') => cache.get(key, download)
  return { folder, get, running }
}

test('a picture is fetched once for all who ask, then read from the disk', async () => {
  const { get, running, folder } = await setUp()
  const pictures = await Promise.all(Array.from({ length: 20 }, () => get()))
  expect(new Set(pictures.map((picture) => picture.etag)).size).toBe(1)
  expect(pictures[0]?.mime).toBe('image/jpeg')
  expect((await get()).bytes.equals(JPEG)).toBe(true)
  expect(running.calls).toBe(1)
  expect(await readdir(folder)).toHaveLength(1)
})

test('a few are fetched at a time', async () => {
  const { get, running } = await setUp()
  await Promise.all(Array.from({ length: 20 }, (_, i) => get(`key ${i}`)))
  expect(running.calls).toBe(20)
  expect(running.most).toBe(4)
})

test('what is no picture is refused and not kept', async () => {
  const { get, folder } = await setUp(
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
  )
  await expect(get()).rejects.toMatchObject({ code: 'telegram_failed' })
  await expect(readdir(folder)).rejects.toThrow('ENOENT')
})

test('a folder that cannot be written costs only the cache', async () => {
  const { get, folder, running } = await setUp()
  await writeFile(folder, 'in the way')
  expect((await get()).mime).toBe('image/jpeg')
  await rm(folder)
  await get()
  await get()
  expect(running.calls).toBe(2)
})

test('a file damaged on the disk is fetched again', async () => {
  const { get, folder, running } = await setUp()
  await get()
  const [name = ''] = await readdir(folder)
  await writeFile(join(folder, name), 'damaged')
  expect((await get()).bytes.equals(JPEG)).toBe(true)
  expect(running.calls).toBe(2)
})

test.each([
  ['image/jpeg', JPEG],
  ['image/png', Buffer.from('89504e470d0a1a0a00', 'hex')],
  ['image/webp', Buffer.from('RIFF\0\0\0\0WEBPVP8 ')],
  [undefined, Buffer.from('GIF89a')],
  [undefined, Buffer.from('<!doctype html>')],
  [undefined, Buffer.alloc(0)],
])('the first bytes say %s', (mime, bytes) => {
  expect(pictureMime(bytes)).toBe(mime)
})
