// What only a browser can tell before the file is sent: its measures, its length, and a small picture. Nothing of it is needed:
// what this browser cannot show is sent without.
import type { BeginUpload } from '@gramreel/contracts/uploads'

type Described = Pick<BeginUpload, 'width' | 'height' | 'durationSeconds' | 'thumbnail'>

const MAX_SIDE = 320
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
  const late = new Promise<Described>((resolve) => setTimeout(() => resolve({}), PATIENCE_MS))
  const mime = mimeOf(file)
  const described = mime.startsWith('image/')
    ? describePicture(file)
    : mime.startsWith('video/') || mime.startsWith('audio/')
      ? describeMedia(file, mime)
      : Promise.resolve({})
  return Promise.race([described.catch(() => ({})), late])
}

async function describePicture(file: File): Promise<Described> {
  if (file.size > MAX_PICTURE_BYTES) return {}
  const bitmap = await createImageBitmap(file)
  const { width, height } = bitmap
  const thumbnail = await draw(bitmap, width, height)
  bitmap.close()
  return { width, height, ...thumbnail }
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
    if (!(player instanceof HTMLVideoElement) || player.videoWidth === 0) return length
    const { videoWidth: width, videoHeight: height } = player
    // The first frame is black more often than the next ones.
    player.currentTime = Math.min(1, (length.durationSeconds ?? 0) / 10)
    await once(player, 'seeked')
    return { width, height, ...length, ...(await draw(player, width, height)) }
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

/** Telegram's form of a thumbnail: a JPEG of at most 320 px. */
async function draw(
  source: CanvasImageSource,
  width: number,
  height: number,
): Promise<Pick<Described, 'thumbnail'>> {
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  const context = canvas.getContext('2d')
  if (!context) return {}
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(source, 0, 0, canvas.width, canvas.height)
  for (const quality of [0.8, 0.6, 0.4]) {
    const [, base64 = ''] = canvas.toDataURL('image/jpeg', quality).split(',')
    if (base64.length <= MAX_LETTERS && base64.startsWith('/9j/')) return { thumbnail: base64 }
  }
  return {}
}
