import type { PostedFile } from '../storage/schema.ts'

/** Pictures that browsers do not show, but that say when they were taken. */
const OTHER_PICTURES = new Set(['image/heic', 'image/heif', 'image/tiff'])

/** Films, and pictures as they left the camera; Telegram strips those that it makes for showing of all they said. */
export const isWorthInspecting = ({ kind, mime, as_file: asFile }: PostedFile): boolean =>
  kind === 'video' || kind === 'animation' || (asFile === 1 && (kind === 'photo' || OTHER_PICTURES.has(mime)))
