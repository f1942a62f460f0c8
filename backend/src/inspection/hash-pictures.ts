// Thumbhashes of small pictures, some at a time: starting a program takes far longer than hashing one.
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { inPrivateFolder } from './private-folder.ts'
import { runFenced } from './run-fenced.ts'

const CHILD = resolve(import.meta.dirname, 'hash-pictures-child.ts')
/** Some 25 bytes in base64; more is none. */
const HASH = /^[A-Za-z0-9+/]{4,60}={0,2}$/

/** In the order of the pictures; '' for each that cannot be read. One that breaks the program takes no other with it. */
export const hashPictures = async (pictures: readonly Buffer[]): Promise<string[]> => {
  const answer = await inPrivateFolder(async (folder) => {
    const paths = pictures.map((_picture, i) => join(folder, `picture-${i}`))
    for (const [i, path] of paths.entries())
      await writeFile(path, pictures[i] ?? Buffer.alloc(0), { mode: 0o600 })
    return runFenced([process.execPath, '--max-old-space-size=64', CHILD, ...paths], folder)
  })
  const lines = answer?.toString('latin1').split('\n') ?? []
  if (lines.length === pictures.length + 1)
    return lines.slice(0, -1).map((line) => (HASH.test(line) ? line : ''))
  if (pictures.length === 1) return ['']
  const hashes: string[] = []
  for (const picture of pictures) hashes.push(...(await hashPictures([picture])))
  return hashes
}
