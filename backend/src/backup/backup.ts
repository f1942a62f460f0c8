import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StartError } from '../start-error.ts'
import { writeArchive, type Manifest, type Source } from './archive.ts'
import { dumpPostgres } from './postgres-dump.ts'
import { copySqlite } from './sqlite-copy.ts'

export type Place = {
  dataDir: string
  databaseUrl: string | undefined
  /** SECRET_KEY, if set: it is not put into a backup. */
  secretKey: string | undefined
}

type Options = { version: string; isForced: boolean; withThumbnails: boolean }

const thumbnailsIn = async (dataDir: string): Promise<Source[]> => {
  const folder = join(dataDir, 'thumbnails')
  const names = existsSync(folder) ? await readdir(folder) : []
  return names
    .filter((name) => !name.startsWith('.'))
    .map((name) => ({ name: `thumbnails/${name}`, path: join(folder, name) }))
}

/** Everything that a new machine needs, into one file; the backend may go on running. Throws StartError. */
export const backUp = async (place: Place, file: string, options: Options): Promise<Manifest> => {
  const { dataDir, databaseUrl, secretKey } = place
  const database = join(dataDir, 'gramreel.db')
  const keyFile = join(dataDir, 'secret-key')
  if (existsSync(file) && !options.isForced)
    throw new StartError(`${file} is there already. Choose another name, or add --force.`)
  if (databaseUrl === undefined && !existsSync(database))
    throw new StartError(`There is no catalogue in ${dataDir}. Name its folder with --data.`)
  const copy = `${file}.${randomUUID()}`
  try {
    if (databaseUrl === undefined) await copySqlite(database, copy)
    else await dumpPostgres(databaseUrl, copy)
    const hasSecretKey = secretKey === undefined && existsSync(keyFile)
    const kind = databaseUrl === undefined ? 'sqlite' : 'postgres'
    return await writeArchive(file, { version: options.version, database: kind, hasSecretKey }, [
      { name: kind === 'sqlite' ? 'gramreel.db' : 'gramreel.dump', path: copy },
      ...(hasSecretKey ? [{ name: 'secret-key', path: keyFile }] : []),
      ...(options.withThumbnails ? await thumbnailsIn(dataDir) : []),
    ])
  } finally {
    await rm(copy, { force: true })
  }
}
