// The folder of the disk tier: its own inside CACHE_DIR, for this user alone, used by one process at a time.
import { chmod, lstat, mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const FOLDER = 'gramreel-chunks-1'
const LOCK = 'lock'
/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5

export type DiskFolder = {
  readonly path: string
  /** Another process may have it now. */
  release(): void
}

export class FolderInUse extends Error {}

/** Makes it where it is missing, and takes it. Rejects with FolderInUse, or with what the file system says. */
export async function openDiskFolder(cacheDir: string): Promise<DiskFolder> {
  const path = join(resolve(cacheDir), FOLDER)
  await makeFolder(path)
  const { uid, mode } = await ownFolder(path)
  if (process.getuid && uid !== process.getuid()) throw new Error(`${path} belongs to another user`)
  if ((mode & 0o077) !== 0) await chmod(path, 0o700)
  await writeFile(join(path, LOCK), '', { mode: 0o600, flag: 'a' })
  return { path, release: lock(join(path, LOCK)) }
}

/** Step by step, as in start-error.ts: `recursive: true` never returns below /proc. */
async function makeFolder(path: string): Promise<void> {
  if (await exists(path)) return
  await makeFolder(dirname(path))
  await mkdir(path, { mode: 0o700 }).catch(async (error: unknown) => {
    if (!(await exists(path))) throw error
  })
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
      throw error
    },
  )
}

async function ownFolder(path: string) {
  const stats = await lstat(path)
  if (!stats.isDirectory()) throw new Error(`${path} is not a folder`)
  return stats
}

/**
 * Node has no flock. SQLite does it well: the system frees its lock when the process ends, however it ends, and processes in
 * two containers with one volume see it too, which they would not with a file that holds a process id.
 */
function lock(path: string): () => void {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) throw new FolderInUse()
    throw error
  }
  return () => database.close()
}
