// The files of the disk tier: lists, reads, writes and removes them. Each method rejects when the disk does not do as it is told.
import { close, fstat, futimes, open, read, writev } from 'node:fs'
import { readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { DiskChunkHeader, HEADER_BYTES, segmentPosition } from './disk-chunk-header.ts'
import { OpenFiles } from './open-files.ts'
import type { Batch } from './write-queue.ts'

/** What nobody else would call a file of his: SHA-256 of the film's key, and the number of the chunk. */
const NAME = /^[0-9a-f]{64}-\d{1,9}\.chunk$/
/** Open between uses: a few viewers with two chunks each. */
const OPEN_FILES = 32
const LOOKS_AT_A_TIME = 2

const openFile = promisify(open)
const closeFile = promisify(close)
const statsOf = promisify(fstat)
const readAt = promisify(read)
const writeAt = promisify(writev)
const setTimes = promisify(futimes)

export type ChunkFile = { readonly name: string; readonly header: DiskChunkHeader }

export class DiskChunkFiles {
  readonly #path: string
  readonly #open: OpenFiles

  constructor(path: string) {
    this.#path = path
    this.#open = new OpenFiles(path, OPEN_FILES)
  }

  /** All of the folder, the one used least recently first. Broken ones are removed; what is not ours is left alone. */
  async list(signal: AbortSignal): Promise<ChunkFile[]> {
    const entries = await readdir(this.#path, { withFileTypes: true })
    const names = entries.filter((entry) => entry.isFile() && NAME.test(entry.name)).map(({ name }) => name)
    const found: (ChunkFile & { usedAt: number })[] = []
    const look = async () => {
      for (let name = names.pop(); name !== undefined && !signal.aborted; name = names.pop()) {
        const chunk = await this.#look(name).catch(noChunkUnlessShort)
        if (chunk) found.push(chunk)
        else await this.remove(name).catch(() => {})
      }
    }
    await Promise.all(Array.from({ length: LOOKS_AT_A_TIME }, look))
    return found.toSorted((a, b) => a.usedAt - b.usedAt)
  }

  /** Fills `into`, which is as long as the segment; false when that is not what was written. */
  read({ name, header }: ChunkFile, slot: number, into: Buffer): Promise<boolean> {
    return this.#open.use(name, 'existing', async (descriptor) => {
      const { bytesRead } = await readAt(descriptor, into, 0, into.length, segmentPosition(slot))
      return bytesRead === into.length && header.matches(slot, into)
    })
  }

  /** Remembers, over restarts, that it was used now. */
  mark({ name }: ChunkFile): Promise<void> {
    const now = new Date()
    return this.#open.use(name, 'existing', (descriptor) => setTimes(descriptor, now, now))
  }

  /** Writes the segments, neighbours together, then the header, to which it adds them. */
  write({ name, header }: ChunkFile, batch: Batch): Promise<void> {
    return this.#open.use(name, 'create', async (descriptor) => {
      for (const [first, buffers] of runsOf(batch))
        await writeAll(descriptor, buffers, segmentPosition(first))
      for (const [slot, { bytes }] of batch) header.add(slot, bytes)
      await writeAll(descriptor, [header.bytes], 0)
    })
  }

  /** Also when it is not there. */
  async remove(name: string): Promise<void> {
    this.#open.forget(name)
    await unlink(join(this.#path, name)).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error
    })
  }

  close(): void {
    this.#open.close()
  }

  async #look(name: string): Promise<(ChunkFile & { usedAt: number }) | undefined> {
    const file = await openFile(join(this.#path, name), 'r')
    try {
      const { size, mtimeMs } = await statsOf(file)
      const { buffer, bytesRead } = await readAt(file, Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
      const header = DiskChunkHeader.parse(name, buffer.subarray(0, bytesRead), size)
      return header && !header.isEmpty ? { name, header, usedAt: mtimeMs } : undefined
    } finally {
      await closeFile(file)
    }
  }
}

/** The process has no more memory, or no more files that may be open: the file is not to blame. */
export function isShortage(error: unknown): boolean {
  return ['EMFILE', 'ENFILE', 'ENOMEM'].includes(codeOf(error))
}

/** Such as ENOENT; '' when there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function noChunkUnlessShort(error: unknown): undefined {
  if (isShortage(error)) throw error
}

/** Segments that lie side by side, by the place of their first. */
function runsOf(batch: Batch): Map<number, Buffer[]> {
  const runs = new Map<number, Buffer[]>()
  let run: Buffer[] = []
  let next = -1
  for (const [slot, { bytes }] of [...batch].toSorted(([a], [b]) => a - b)) {
    if (slot !== next) runs.set(slot, (run = []))
    run.push(bytes)
    next = slot + 1
  }
  return runs
}

/** A full disk takes a part first, and says so only when asked to take the rest. */
async function writeAll(descriptor: number, buffers: Buffer[], position: number): Promise<void> {
  if (buffers.length === 0) return
  let { bytesWritten } = await writeAt(descriptor, buffers, position)
  if (bytesWritten === 0) throw new Error('nothing was written')
  position += bytesWritten
  const rest: Buffer[] = []
  for (const buffer of buffers) {
    if (bytesWritten < buffer.length) rest.push(buffer.subarray(bytesWritten))
    bytesWritten = Math.max(0, bytesWritten - buffer.length)
  }
  await writeAll(descriptor, rest, position)
}
