// Files of ours, below the data folder, each named by a random id and never changed once it is there.
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { open, rename, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import type { Content } from './content.ts'

export type Blobs = {
  path(blob: string): string
  /** Keeps bytes; nothing stays behind when the stream fails. */
  store: (bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) => Promise<Content>
  /** Takes over a file on the same disk, by renaming it. */
  adopt(path: string, size: number): Promise<Content>
}

export function createBlobs(dir: string): Blobs {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const pathOf = (blob: string) => join(dir, blob)
  return {
    path: pathOf,
    async store(bytes) {
      const blob = randomUUID()
      const temporary = `${pathOf(blob)}.part`
      try {
        const file = await open(temporary, 'wx', 0o600)
        let size = 0
        try {
          for await (const chunk of bytes) {
            await file.writeFile(chunk)
            size += chunk.length
          }
        } finally {
          await file.close()
        }
        await rename(temporary, pathOf(blob))
        return { from: 'blob', blob, size }
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
    },
    async adopt(path, size) {
      const blob = randomUUID()
      await truncate(path, size)
      await rename(path, pathOf(blob))
      return { from: 'blob', blob, size }
    },
  }
}
