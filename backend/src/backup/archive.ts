// A backup is one file: a tar, gzipped, as every system opens it. First in it is `manifest.json`, which says what it holds;
// everything is checked against that before anything is used.
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { extract, pack, type Pack } from 'tar-stream'
import { Type, type Static } from 'typebox'
import { Check } from 'typebox/value'
import { StartError } from '../start-error.ts'

/** Plain names, and pictures in their folder: nothing that leads elsewhere. */
const NAME = /^(?:thumbnails\/)?[A-Za-z0-9_-]{1,100}(?:\.[a-z]{2,8})?$/

const Entry = Type.Object({
  name: Type.String({ pattern: NAME.source }),
  size: Type.Integer({ minimum: 0 }),
  sha256: Type.String(),
})
export const Manifest = Type.Object({
  gramreel: Type.Literal('backup'),
  format: Type.Literal(1),
  version: Type.String(),
  createdAt: Type.String(),
  database: Type.Union([Type.Literal('sqlite'), Type.Literal('postgres')]),
  /** False: SECRET_KEY was in the settings, and must be there again. */
  hasSecretKey: Type.Boolean(),
  files: Type.Array(Entry),
})
export type Manifest = Static<typeof Manifest>

/** A file to be kept, under a name in the archive. */
export type Source = { name: string; path: string }

const MANIFEST = 'manifest.json'
const MANIFEST_MAX_BYTES = 64 * 1024 * 1024

const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

const addFile = async (tar: Pack, { name, path }: Source, size: number): Promise<void> => {
  const entry = tar.entry({ name, size, mode: 0o600 })
  await pipeline(createReadStream(path, size > 0 ? { end: size - 1 } : {}), entry)
}

/** Whole or not at all, for nobody else's eyes. */
export const writeArchive = async (
  path: string,
  about: Omit<Manifest, 'gramreel' | 'format' | 'createdAt' | 'files'>,
  sources: readonly Source[],
): Promise<Manifest> => {
  const files = []
  for (const source of sources) {
    const { size } = await stat(source.path)
    files.push({ name: source.name, size, sha256: await hashOf(source.path) })
  }
  const createdAt = new Date().toISOString()
  const manifest: Manifest = { gramreel: 'backup', format: 1, ...about, createdAt, files }
  const temporary = `${path}.${randomUUID()}`
  try {
    const tar = pack({})
    const written = pipeline(
      tar,
      createGzip({ level: 6 }),
      createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true }),
    )
    written.catch((error: Error) => tar.destroy(error))
    tar.entry({ name: MANIFEST, mode: 0o600 }, JSON.stringify(manifest, undefined, 2))
    for (const [i, source] of sources.entries()) await addFile(tar, source, files[i]?.size ?? 0)
    tar.finalize()
    await written
    await rename(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
  return manifest
}

const parseManifest = (json: string): Manifest => {
  const manifest: unknown = JSON.parse(json)
  if (Check(Manifest, manifest)) return manifest
  throw new Error('its manifest is not one that this version reads')
}

/** Unpacks into an empty folder and compares all of it with the manifest. Throws StartError for what is damaged or no backup. */
export const readArchive = async (path: string, folder: string): Promise<Manifest> => {
  let manifest: Manifest | undefined
  const missing = new Map<string, Manifest['files'][number]>()
  try {
    const entries = extract()
    const unpacking = pipeline(createReadStream(path), createGunzip(), entries)
    unpacking.catch(() => {})
    for await (const entry of entries) {
      const { name, size } = entry.header
      if (!manifest) {
        if (name !== MANIFEST || size > MANIFEST_MAX_BYTES)
          throw new Error('it does not begin with a manifest')
        manifest = parseManifest(await text(entry))
        for (const file of manifest.files) missing.set(file.name, file)
        continue
      }
      const told = missing.get(name)
      if (!told) throw new Error(`it holds ${JSON.stringify(name)}, which its manifest does not name`)
      missing.delete(name)
      const to = join(folder, name)
      await pipeline(entry, createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true }))
      if (size !== told.size || (await hashOf(to)) !== told.sha256) throw new Error(`${name} is damaged`)
    }
    await unpacking
    if (!manifest || missing.size > 0) throw new Error('it ends too early')
    return manifest
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StartError(`${path} is not a whole backup of Gramreel (${reason}). Nothing was changed.`, {
      cause,
    })
  }
}
