import type { FileItem } from '@gramreel/contracts/catalogue'

/** How an item is shown: a still or moving picture, a film, a film that loops without sound, a sound, or only its name. */
export type Presentation = 'picture' | 'film' | 'loop' | 'sound' | 'card'

// What browsers draw in <img>. SVG is left out on purpose: it is a document, and may hold scripts.
const PICTURES = /^image\/(jpeg|png|webp|gif|avif|bmp)$/

/** By type first: in Telegram a photo or film "sent as a file" is a document, and is a photo or film all the same. */
export function presentationOf({ kind, mime }: Pick<FileItem, 'kind' | 'mime'>): Presentation {
  if (PICTURES.test(mime)) return 'picture'
  if (kind === 'photo') return 'picture'
  if (kind === 'animation') return 'loop'
  if (kind === 'video' || mime.startsWith('video/')) return 'film'
  if (kind === 'audio' || mime.startsWith('audio/')) return 'sound'
  return 'card'
}
