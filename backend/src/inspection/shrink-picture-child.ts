// Runs in a process of its own (run-fenced.ts): a picture's path -> a small WebP on stdout. libvips reads the five formats that
// were recognised by their first bytes, and nothing else.
import sharp from 'sharp'

const SIDE = 640
const MAX_PIXELS = 50_000_000
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Heif', 'Tiff'].map((format) => `VipsForeignLoad${format}File`)

const [path = ''] = process.argv.slice(2)
sharp.cache(false)
sharp.concurrency(1)
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: LOADERS })
const picture = await sharp(path, { limitInputPixels: MAX_PIXELS, sequentialRead: true, pages: 1 })
  .autoOrient()
  .resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true })
  .webp({ quality: 75 })
  .toBuffer()
process.stdout.write(picture)
