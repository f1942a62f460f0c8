// Uploads under way, in memory while they are busy and in rows for ever after a kill.
import type { Content } from '../files/content.ts'
import { type Database, inTransaction } from './database.ts'
import { fromJson, textOf, toJson } from './json.ts'

export type Upload = {
  readonly key: string
  /** Name of the file that takes the parts. */
  file: string
  partSize: number | undefined
  lengths: Map<number, number>
  /** Once joined. */
  content: Content | undefined
}

export type UploadRows = {
  find(key: string): Upload | undefined
  begin(key: string, file: string): Upload
  /** Drops what was joined; parts come anew. */
  restart(upload: Upload): void
  part(upload: Upload, part: number, length: number, held: Uint8Array | undefined): void
  /** Bytes of a part whose place was unknown. */
  held(key: string, part: number): Uint8Array | undefined
  partSize(upload: Upload, partSize: number | undefined): void
  finish(upload: Upload, content: Content): void
  /** Forgets what was not touched for a day; the names of the files that may go. */
  forgetOld(): string[]
}

const KEPT_SECONDS = 24 * 3600

export function createUploadRows(database: Database, now: () => number): UploadRows {
  const one = database.prepare('SELECT * FROM uploads WHERE key = ?')
  const add = database.prepare('INSERT INTO uploads (key, file, touched) VALUES (?, ?, ?)')
  const update = database.prepare('UPDATE uploads SET touched = ?, part_size = ?, content = ? WHERE key = ?')
  const parts = database.prepare('SELECT part, length FROM upload_parts WHERE key = ?')
  const addPart = database.prepare(
    'INSERT OR REPLACE INTO upload_parts (key, part, length, held) VALUES (?, ?, ?, ?)',
  )
  const oneHeld = database.prepare('SELECT held FROM upload_parts WHERE key = ? AND part = ?')
  const dropParts = database.prepare('DELETE FROM upload_parts WHERE key = ?')
  const old = database.prepare('SELECT key, file FROM uploads WHERE touched < ?')
  const drop = database.prepare('DELETE FROM uploads WHERE key = ?')
  const active = new Map<string, Upload>()
  const seconds = () => Math.floor(now() / 1000)

  const keep = (upload: Upload) => {
    const content = upload.content === undefined ? null : toJson(upload.content)
    update.run(seconds(), upload.partSize ?? null, content, upload.key)
  }
  const load = (key: string): Upload | undefined => {
    const row = one.get(key)
    if (row === undefined) return undefined
    return {
      key,
      file: String(row['file']),
      partSize: row['part_size'] === null ? undefined : Number(row['part_size']),
      lengths: new Map(parts.all(key).map((part) => [Number(part['part']), Number(part['length'])])),
      content: row['content'] === null ? undefined : fromJson<Content>(textOf(row, 'content')),
    }
  }

  return {
    find(key) {
      const upload = active.get(key) ?? load(key)
      if (upload !== undefined && upload.content === undefined) active.set(key, upload)
      return upload
    },
    begin(key, file) {
      add.run(key, file, seconds())
      const upload: Upload = { key, file, partSize: undefined, lengths: new Map(), content: undefined }
      active.set(key, upload)
      return upload
    },
    restart(upload) {
      Object.assign(upload, { partSize: undefined, content: undefined, lengths: new Map() })
      keep(upload)
      active.set(upload.key, upload)
    },
    part(upload, part, length, held) {
      addPart.run(upload.key, part, length, held ?? null)
      upload.lengths.set(part, length)
    },
    held(key, part) {
      const bytes = oneHeld.get(key, part)?.['held']
      return bytes instanceof Uint8Array ? bytes : undefined
    },
    partSize(upload, partSize) {
      upload.partSize = partSize
      keep(upload)
    },
    finish(upload, content) {
      inTransaction(database, () => {
        upload.content = content
        keep(upload)
        dropParts.run(upload.key)
      })
      active.delete(upload.key)
    },
    forgetOld: () =>
      inTransaction(database, () =>
        old.all(seconds() - KEPT_SECONDS).map((row) => {
          dropParts.run(String(row['key']))
          drop.run(String(row['key']))
          return String(row['file'])
        }),
      ),
  }
}
