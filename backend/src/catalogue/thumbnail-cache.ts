// Small pictures, fetched from Telegram once and kept on disk. What Telegram hands out was made by strangers, so the
// type comes from the first bytes, and only pictures that cannot carry script are kept (ASVS 5.2.2).
import { createHash, randomUUID } from 'node:crypto'
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PublicError } from '@gramreel/contracts/errors'
import { createGate } from '../gate.ts'

export type Picture = { bytes: Buffer; mime: string; etag: string }

/** Telegram's pictures beside a file end at 320 px and 200 kB, sizes of photos at a few MiB. */
export const THUMBNAIL_MAX_BYTES = 5 * 1024 * 1024
const FETCHES_AT_ONCE = 4

/** The type by its signature (WHATWG MIME Sniffing, section 6.1), or undefined. */
export const pictureMime = (bytes: Buffer): string | undefined => {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg'
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png'
  const isWebp = bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 14) === 'WEBPVP'
  return isWebp ? 'image/webp' : undefined
}

const toPicture = (bytes: Buffer): Picture | undefined => {
  const mime = pictureMime(bytes)
  if (mime === undefined) return undefined
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  return { bytes, mime, etag }
}

/** Fetches a picture of at most so many bytes; throws when Telegram fails. */
type Download = (maxBytes: number) => Promise<Buffer>

const nameOf = (key: string): string => createHash('sha256').update(key).digest('base64url')

export const createThumbnailCache = (folder: string) => {
  const fetching = new Map<string, Promise<Picture>>()
  const inTurn = createGate(FETCHES_AT_ONCE)

  const fetchPicture = async (download: Download, path: string): Promise<Picture> => {
    const picture = toPicture(await download(THUMBNAIL_MAX_BYTES))
    if (!picture) throw new PublicError('telegram_failed', 'the thumbnail is no JPEG, PNG or WebP')
    // A full or broken disk costs the next viewer a fetch, not this one the picture.
    const temporary = join(folder, `.${randomUUID()}`)
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(temporary, picture.bytes, { mode: 0o600 })
      await rename(temporary, path)
    } catch {
      await rm(temporary, { force: true }).catch(() => {})
    }
    return picture
  }

  return {
    has: (key: string): Promise<boolean> =>
      access(join(folder, nameOf(key))).then(
        () => true,
        () => false,
      ),

    forget: async (key: string): Promise<void> => {
      // What cannot be removed now is found by nobody: its row does not name it any more.
      await rm(join(folder, nameOf(key)), { force: true }).catch(() => {})
    },

    /** `key` names the picture's content, `download` gets it: once for all who ask meanwhile. */
    get: async (key: string, download: Download): Promise<Picture> => {
      const name = nameOf(key)
      const path = join(folder, name)
      const kept = await readFile(path).catch(() => undefined)
      const picture = kept && toPicture(kept)
      if (picture) return picture
      const running = fetching.get(name)
      if (running) return running
      const fetch = inTurn(() => fetchPicture(download, path)).finally(() => fetching.delete(name))
      fetching.set(name, fetch)
      return fetch
    },
  }
}

export type ThumbnailCache = ReturnType<typeof createThumbnailCache>
