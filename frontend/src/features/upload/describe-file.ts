// What only a browser can tell before the file is sent: its measures, its length, and a small picture. Nothing of it is needed:
// what this browser cannot show is sent without.
import type { BeginUpload } from '@gramreel/contracts/uploads'

type About = Pick<BeginUpload, 'width' | 'height' | 'durationSeconds' | 'thumbnail'>
/** `about`: for Telegram; `preview`: for the panel, a data: address of a picture of at most 96 px. */
type Described = { about: About; preview?: string }

const MAX_SIDE = 320
const PREVIEW_SIDE = 96
const NOTHING: Described = { about: {} }
/** Of base64: what the contract takes. */
const MAX_LETTERS = 40_000
const PATIENCE_MS = 8_000
/** Larger pictures take more memory to decode than a phone may have. */
const MAX_PICTURE_BYTES = 100 * 1024 * 1024

export const mimeOf = (file: File): string => {
  const type = file.type.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return /^[a-z0-9][\w!#$&^.+-]*\/[a-z0-9][\w!#$&^.+-]*$/.test(type) ? type : 'application/octet-stream'
}

export async function describeFile(file: File): Promise<Described> {
  const late = new Promise<Described>((resolve) => setTimeout(() => resolve(NOTHING), PATIENCE_MS))
  const mime = mimeOf(file)
  const described = mime.startsWith('image/')
    ? describePicture(file)
    : mime.startsWith('video/') || mime.startsWith('audio/')
      ? describeMedia(file, mime)
      : Promise.resolve(NOTHING)
  return Promise.race([described.catch(() => NOTHING), late])
}

async function describePicture(file: File): Promise<Described> {
  if (file.size > MAX_PICTURE_BYTES) return NOTHING
  const bitmap = await createImageBitmap(file)
  const { width, height } = bitmap
  const pictures = picturesOf(bitmap, width, height)
  bitmap.close()
  return withPictures({ width, height }, pictures)
}

async function describeMedia(file: File, mime: string): Promise<Described> {
  const url = URL.createObjectURL(file)
  const player = document.createElement(mime.startsWith('video/') ? 'video' : 'audio')
  try {
    player.muted = true
    player.preload = 'auto'
    player.src = url
    await once(player, 'loadedmetadata')
    const { duration } = player
    const length = Number.isFinite(duration) && duration > 0 ? { durationSeconds: duration } : {}
    if (!(player instanceof HTMLVideoElement) || player.videoWidth === 0) return { about: length }
    const { videoWidth: width, videoHeight: height } = player
    // The first frame is black more often than the next ones.
    player.currentTime = Math.min(1, (length.durationSeconds ?? 0) / 10)
    await once(player, 'seeked')
    return withPictures({ width, height, ...length }, picturesOf(player, width, height))
  } finally {
    player.removeAttribute('src')
    player.load()
    URL.revokeObjectURL(url)
  }
}

const once = (target: HTMLMediaElement, event: string): Promise<void> =>
  new Promise((resolve, reject) => {
    target.addEventListener(event, () => resolve(), { once: true })
    target.addEventListener('error', () => reject(new Error('this browser cannot show it')), { once: true })
  })

type Pictures = { thumbnail: string | undefined; preview: string | undefined }

const withPictures = (about: About, { thumbnail, preview }: Pictures): Described => ({
  about: { ...about, ...(thumbnail !== undefined && { thumbnail }) },
  ...(preview !== undefined && { preview }),
})

const picturesOf = (source: CanvasImageSource, width: number, height: number): Pictures => {
  const small = draw(source, width, height, PREVIEW_SIDE)
  return {
    thumbnail: thumbnailOf(draw(source, width, height, MAX_SIDE)),
    preview: small?.toDataURL('image/jpeg', 0.7),
  }
}

function draw(
  source: CanvasImageSource,
  width: number,
  height: number,
  side: number,
): HTMLCanvasElement | undefined {
  const scale = Math.min(1, side / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  const context = canvas.getContext('2d')
  if (!context) return undefined
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(source, 0, 0, canvas.width, canvas.height)
  return canvas
}

/** Telegram's form of a thumbnail: a JPEG of at most 320 px, base64. */
function thumbnailOf(canvas: HTMLCanvasElement | undefined): string | undefined {
  for (const quality of [0.8, 0.6, 0.4]) {
    const [, base64 = ''] = canvas?.toDataURL('image/jpeg', quality).split(',') ?? []
    if (base64.length <= MAX_LETTERS && base64.startsWith('/9j/')) return base64
  }
  return undefined
}
