import type { FileItem } from '@gramreel/contracts/catalogue'

/**
 * What a person would call an item. Photos have no names in Telegram: the first line of what was written with one says more
 * than the name the catalogue made up for it.
 */
export function titleOf({ kind, name, caption }: Pick<FileItem, 'kind' | 'name' | 'caption'>): string {
  const firstLine = caption.trim().split('\n', 1)[0] ?? ''
  return kind === 'photo' && firstLine !== '' ? firstLine : name
}
