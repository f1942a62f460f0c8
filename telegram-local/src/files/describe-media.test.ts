import { execFileSync } from 'node:child_process'
import { writeFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { bytesOf, temporaryFolder, temporaryWorld } from '../world/temporary-world.ts'
import type { Content } from './content.ts'
import { describeDocument, describePhoto } from './describe-media.ts'

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c0392b' } })

const hasFfmpeg = (() => {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

function film(): Content {
  const path = join(temporaryFolder(), 'film.mp4')
  const clip = 'testsrc2=s=640x360:d=3:r=10'
  const codec = ['-c:v', 'mpeg4', '-pix_fmt', 'yuv420p']
  execFileSync('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', clip, ...codec, path])
  return { from: 'path', path, size: statSync(path).size }
}

describe('describing a photo', () => {
  it.each([
    [3000, 2000, ['s 100×67', 'm 320×213', 'x 800×533', 'y 1280×854', 'w 2560×1707']],
    [900, 600, ['s 100×67', 'm 320×213', 'x 800×533', 'y 900×600']],
    [90, 120, ['s 75×100', 'm 90×120']],
  ])("gives Telegram's sizes of a picture of %i×%i, each kept as JPEG", async (width, height, expected) => {
    const world = temporaryWorld()
    const photo = await describePhoto(
      world,
      await world.store([await picture(width, height).png().toBuffer()]),
    )
    const sizes = photo?.sizes ?? []
    expect(sizes.map((size) => `${size.type} ${size.width}×${size.height}`)).toEqual(expected)
    for (const size of sizes) {
      const bytes = await bytesOf(world, size.content)
      expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: size.width })
    }
  })

  it('turns the picture upright', async () => {
    const world = temporaryWorld()
    const turned = await picture(300, 200).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const photo = await describePhoto(world, await world.store([turned]))
    expect(photo?.sizes.at(-1)).toMatchObject({ width: 200, height: 300 })
  })

  it('strips a tiny picture so that clients can put its header back', async () => {
    const world = temporaryWorld()
    const photo = await describePhoto(world, await world.store([await picture(400, 200).png().toBuffer()]))
    const stripped = Buffer.from(photo?.stripped ?? '', 'base64')
    expect([...stripped.subarray(0, 3)]).toEqual([1, 20, 40])
    // Any JPEG of the same kind has the header that clients keep.
    const donor = await picture(40, 20).jpeg({ quality: 20, optimiseCoding: false }).toBuffer()
    const restored = Buffer.concat([donor.subarray(0, 605), stripped.subarray(3), Buffer.from([0xff, 0xd9])])
    const { channels } = await sharp(restored).stats()
    expect(channels[0]?.mean).toBeGreaterThan(180)
    expect(channels[1]?.mean).toBeLessThan(70)
  })

  it.each([
    ['text', Buffer.from('no picture')],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['nothing', Buffer.alloc(0)],
  ])('says that %s is none', async (_what, bytes) => {
    const world = temporaryWorld()
    expect(await describePhoto(world, await world.store([bytes]))).toBeUndefined()
  })
})

describe('describing a document', () => {
  it.skipIf(!hasFfmpeg)('measures a film and takes a picture of it', async () => {
    const world = temporaryWorld()
    const described = await describeDocument(world, film(), { name: 'film.mp4', mime: 'video/mp4' })
    expect(described).toMatchObject({ shownAs: 'video', width: 640, height: 360, duration: 3 })
    expect(described.thumbs).toMatchObject([{ type: 'm', width: 320, height: 180 }])
  })

  it.skipIf(!hasFfmpeg)('prefers what the sender says', async () => {
    const world = temporaryWorld()
    const thumb = await world.store([await picture(64, 64).png().toBuffer()])
    const given = { name: 'a.mp4', mime: 'video/mp4', shownAs: 'document', duration: 9, thumb } as const
    const described = await describeDocument(world, film(), given)
    expect(described).toMatchObject({ shownAs: 'document', width: 640, duration: 9 })
    expect(described.thumbs).toMatchObject([{ width: 64, height: 64 }])
  })

  it('keeps a broken film as a film without measures', async () => {
    const world = temporaryWorld()
    const path = join(temporaryFolder(), 'broken.mp4')
    writeFileSync(path, Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42'), Buffer.alloc(5000, 7)]))
    const content = { from: 'path', path, size: statSync(path).size } as const
    const described = await describeDocument(world, content, { name: 'broken.mp4', mime: 'video/mp4' })
    expect(described).toMatchObject({ shownAs: 'video', thumbs: [], size: 5012 })
  })

  it.skipIf(!hasFfmpeg)('never lets ffmpeg read a playlist, which could name other files', async () => {
    const folder = temporaryFolder()
    const target = film()
    const path = join(folder, 'list.mp4')
    const named = target.from === 'path' ? target.path : ''
    writeFileSync(path, `ffconcat version 1.0\nfile '${named}'\n`)
    const content = { from: 'path', path, size: statSync(path).size } as const
    const described = await describeDocument(temporaryWorld(), content, { name: 'a', mime: 'video/mp4' })
    expect(described.thumbs).toEqual([])
  })
})
