import sharp from 'sharp'
import { toPixels, type Canvas } from './canvas.ts'

/** Writes a canvas as JPEG; answers its bytes on disk. */
export async function writePhoto(
  canvas: Canvas,
  path: string,
  quality: number,
  grain: number,
): Promise<number> {
  const { width, height } = canvas
  const written = await sharp(toPixels(canvas, grain), { raw: { width, height, channels: 3 } })
    .jpeg({ quality, mozjpeg: true })
    .toFile(path)
  return written.size
}
