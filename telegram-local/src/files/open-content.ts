import type { Blobs } from './blobs.ts'
import { createBlocksSource } from './blocks-content.ts'
import type { Content, ContentSource } from './content.ts'
import { createDiskSource } from './disk-content.ts'

export type ContentOpener = {
  open(content: Content): ContentSource
  /** Undefined for made-up content. */
  localPath(content: Content): string | undefined
}

export function createContentOpener(blobs: Pick<Blobs, 'path'>): ContentOpener {
  const localPath = (content: Content): string | undefined => {
    if (content.from === 'blocks') return undefined
    return content.from === 'path' ? content.path : blobs.path(content.blob)
  }
  return {
    localPath,
    open(content) {
      const path = localPath(content)
      return path === undefined ? createBlocksSource(content.size) : createDiskSource(path, content.size)
    },
  }
}
