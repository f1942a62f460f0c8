// Parts of an upload go to their place in one sparse file as they come, in any order; joining them is a rename.
// A part's place is known once the part size is; a short part that comes first is the last one, and waits in its row.
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Blobs } from '../files/blobs.ts'
import type { Content } from '../files/content.ts'
import type { World } from '../world.ts'
import { type Database, inTransaction } from './database.ts'
import { placePart } from './part-rules.ts'
import { PartMissing, UploadRefused } from './upload-errors.ts'
import { type Upload, createUploadRows } from './upload-rows.ts'

export type Uploads = Pick<World, 'savePart' | 'assemble'>

export function createUploads(
  database: Database,
  { dir, blobs, now }: { dir: string; blobs: Blobs; now: () => number },
): Uploads {
  mkdirSync(dir, { recursive: true })
  const rows = createUploadRows(database, now)
  const queues = new Map<string, Promise<unknown>>()
  const pathOf = (upload: Upload) => join(dir, upload.file)
  for (const file of rows.forgetOld()) rmSync(join(dir, file), { force: true })

  /** One after the other for each upload, so that no two parts settle the part size at once. */
  const inTurn = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const turn = (queues.get(key) ?? Promise.resolve()).then(work, work)
    queues.set(key, turn)
    return turn.finally(() => {
      if (queues.get(key) === turn) queues.delete(key)
    })
  }

  const savePart = async (key: string, part: number, bytes: Uint8Array): Promise<void> => {
    const upload = rows.find(key) ?? rows.begin(key, randomUUID())
    if (upload.content !== undefined) rows.restart(upload)
    const { partSize, moved } = placePart(upload, part, bytes.length)
    const placed = part === 0 || partSize !== undefined
    if (placed) {
      await writeAt(pathOf(upload), part * (partSize ?? 0), bytes)
    }
    if (moved !== undefined && moved > 0 && partSize !== undefined) {
      const held = rows.held(key, moved)
      const from = moved * (upload.partSize ?? 0)
      const tail = held ?? (await readAt(pathOf(upload), from, upload.lengths.get(moved) ?? 0))
      await writeAt(pathOf(upload), moved * partSize, tail)
    }
    inTransaction(database, () => {
      if (moved !== undefined) rows.part(upload, moved, upload.lengths.get(moved) ?? 0, undefined)
      rows.part(upload, part, bytes.length, placed ? undefined : bytes)
      rows.partSize(upload, partSize)
    })
  }

  const assemble = async (key: string, parts: number): Promise<Content> => {
    const upload = rows.find(key)
    if (upload?.content !== undefined) {
      if (parts !== Math.ceil(upload.content.size / (upload.partSize ?? upload.content.size)))
        throw otherNumber(parts)
      return upload.content
    }
    for (let part = 0; part < parts; part++) {
      if (upload?.lengths.has(part) !== true) throw new PartMissing(part)
    }
    if (upload === undefined || upload.lengths.size !== parts) {
      throw otherNumber(parts)
    }
    const size = [...upload.lengths.values()].reduce((sum, length) => sum + length, 0)
    const content = await blobs.adopt(pathOf(upload), size)
    rows.finish(upload, content)
    return content
  }

  return {
    savePart: (owner, fileId, part, bytes) => {
      const key = `${owner} ${fileId}`
      return inTurn(key, () => savePart(key, part, bytes))
    },
    assemble: (owner, fileId, parts) => {
      const key = `${owner} ${fileId}`
      return inTurn(key, () => assemble(key, parts))
    },
  }
}

const otherNumber = (parts: number) => new UploadRefused('FILE_PARTS_INVALID', `it has not ${parts} parts`)

async function writeAt(path: string, position: number, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'r+').catch(() => open(path, 'wx+', 0o600))
  try {
    let written = 0
    while (written < bytes.length) {
      written += (await file.write(bytes, written, bytes.length - written, position + written)).bytesWritten
    }
  } finally {
    await file.close()
  }
}

async function readAt(path: string, position: number, length: number): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    return (await file.read(Buffer.alloc(length), 0, length, position)).buffer
  } finally {
    await file.close()
  }
}
