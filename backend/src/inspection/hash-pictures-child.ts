// Runs in a process of its own (run-fenced.ts): paths of small pictures -> a line each on stdout: its thumbhash in base64,
// or nothing where it cannot be read.
import sharp from 'sharp'
import { rgbaToThumbHash } from 'thumbhash'

/** The most that a thumbhash looks at. */
const SIDE = 100
const MAX_PIXELS = 16_000_000
const LOADERS = ['Jpeg', 'Png', 'Webp'].map((format) => `VipsForeignLoad${format}File`)

sharp.cache(false)
sharp.concurrency(1)
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: LOADERS })

const hash = async (path: string): Promise<string> => {
  const { data, info } = await sharp(path, { limitInputPixels: MAX_PIXELS, sequentialRead: true, pages: 1 })
    .autoOrient()
    .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64')
}

for (const path of process.argv.slice(2)) process.stdout.write(`${await hash(path).catch(() => '')}\n`)
