// node scripts/icons/main.ts: draws frontend/public/icon.svg as the PNG files that home screens want, beside it.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

const folder = join(import.meta.dirname, '../../frontend/public')
const svg = await readFile(join(folder, 'icon.svg'), 'utf8')
/** Without round corners: whoever shows it cuts it to a shape of his own (W3C App Manifest, "icon masks"). */
const uncut = svg.replace('rx="9"', 'rx="0"')

const draw = (drawing: string, size: number, name: string) =>
  sharp(Buffer.from(drawing), { density: (72 * size) / 32 })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: true })
    .toFile(join(folder, name))

await draw(svg, 192, 'icon-192.png')
await draw(svg, 512, 'icon-512.png')
await draw(uncut, 512, 'icon-maskable.png')
await draw(uncut, 180, 'icon-apple.png')
