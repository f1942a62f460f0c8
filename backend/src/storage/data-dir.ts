import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { errorCode } from '../error-code.ts'
import { StartError } from '../start-error.ts'

/** Makes the folder and proves that it can be written; throws StartError. Answers its absolute path. */
export const openDataDir = async (dataDir: string): Promise<string> => {
  const path = resolve(dataDir)
  const probe = join(path, `.probe-${randomUUID()}`)
  try {
    await makeFolder(path)
    await writeFile(probe, '')
    await rm(probe)
    return path
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StartError(
      `The data folder ${path} cannot be written (${reason}). Set DATA_DIR to another one.`,
      {
        cause,
      },
    )
  }
}

/** Not `recursive: true`: that never returns below /proc, where a folder that exists answers ENOENT. */
const makeFolder = async (path: string): Promise<void> => {
  if (existsSync(path)) return
  await makeFolder(dirname(path))
  await mkdir(path, { mode: 0o700 })
}

/** Writes a file that only its owner may read, whole or not at all. */
export const writePrivateFile = async (path: string, content: string): Promise<void> => {
  const temporary = `${path}.${randomUUID()}`
  await writeFile(temporary, content, { mode: 0o600, flush: true })
  await rename(temporary, path)
}

/** A copy or a restored backup may have come with looser rights; throws StartError where they cannot be mended. */
const keepPrivate = async (path: string): Promise<void> => {
  if (process.platform === 'win32' || ((await stat(path)).mode & 0o077) === 0) return
  try {
    await chmod(path, 0o600)
  } catch (cause) {
    throw new StartError(`Others may read the key ${path}. Make it private: chmod 600 ${path}`, { cause })
  }
}

/** The text of a private file; made by `create` when it is not there yet. */
export const readOrCreatePrivateFile = async (path: string, create: () => string): Promise<string> => {
  try {
    const content = await readFile(path, 'utf8')
    await keepPrivate(path)
    return content
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    const content = create()
    await writePrivateFile(path, content)
    return content
  }
}
