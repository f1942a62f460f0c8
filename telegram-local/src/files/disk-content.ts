import { type FileHandle, open } from 'node:fs/promises'
import type { ContentSource } from './content.ts'

/** A file read where it lies; opened at the first read. Bytes that should be there and are not are an error, never a short answer. */
export function createDiskSource(path: string, size: number): ContentSource {
  let file: Promise<FileHandle> | undefined
  return {
    size,
    async read(offset, length) {
      const start = Math.min(Math.max(offset, 0), size)
      const wanted = Math.min(Math.max(length, 0), size - start)
      file ??= open(path, 'r')
      const handle = await file
      const bytes = Buffer.allocUnsafeSlow(wanted)
      let got = 0
      while (got < wanted) {
        const { bytesRead } = await handle.read(bytes, got, wanted - got, start + got)
        if (bytesRead === 0) throw new Error(`${path} ends at byte ${start + got}, before its ${size} bytes`)
        got += bytesRead
      }
      return bytes
    },
    async close() {
      const opened = file
      file = undefined
      await opened?.then(
        (handle) => handle.close(),
        () => undefined,
      )
    },
  }
}
