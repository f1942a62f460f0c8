import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { StartError } from '../start-error.ts'
import { openDataDir } from '../storage/data-dir.ts'
import { readArchive, type Manifest } from './archive.ts'
import type { Place } from './backup.ts'
import { checkDump, hasTables, restorePostgres } from './postgres-dump.ts'
import { checkSqlite, closeSqlite } from './sqlite-copy.ts'

/** What makes a catalogue in a folder; the keys of files go with it. */
const OURS = ['gramreel.db', 'gramreel.db-wal', 'gramreel.db-shm', 'secret-key', 'link-key.public.pem']

export type Restored = { manifest: Manifest; movedTo: string | undefined }

const refuseToReplace = (what: string) =>
  new StartError(`${what} holds a catalogue already. Add --force to put the backup in its place.`)

/** Moves what is there aside, then the new in: nothing is ever thrown away. */
const replaceFolder = async (dataDir: string, unpacked: string): Promise<string | undefined> => {
  const old = OURS.filter((name) => existsSync(join(dataDir, name)))
  const aside = join(dataDir, `before-restore-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`)
  if (old.length > 0) await mkdir(aside, { mode: 0o700 })
  for (const name of old) await rename(join(dataDir, name), join(aside, name))
  for (const name of OURS) {
    if (existsSync(join(unpacked, name))) await rename(join(unpacked, name), join(dataDir, name))
  }
  return old.length > 0 ? aside : undefined
}

/** Checks all of the backup before it changes anything. Throws StartError. */
export const restore = async (place: Place, file: string, isForced: boolean): Promise<Restored> => {
  const { databaseUrl } = place
  const target = join(resolve(place.dataDir), 'gramreel.db')
  if (databaseUrl === undefined && existsSync(target) && !isForced) throw refuseToReplace(place.dataDir)
  const dataDir = await openDataDir(place.dataDir)
  const unpacked = join(dataDir, `.restoring-${randomUUID()}`)
  await mkdir(join(unpacked, 'thumbnails'), { recursive: true, mode: 0o700 })
  try {
    const manifest = await readArchive(file, unpacked)
    const isPostgres = databaseUrl !== undefined
    if (isPostgres !== (manifest.database === 'postgres')) {
      throw new StartError(
        isPostgres
          ? 'This backup is of a SQLite file: restore it without DATABASE_URL.'
          : 'This backup is of a Postgres: set DATABASE_URL to restore it.',
      )
    }
    let movedTo: string | undefined
    if (isPostgres) {
      const dump = join(unpacked, 'gramreel.dump')
      await checkDump(dump, databaseUrl)
      if (!isForced && (await hasTables(databaseUrl))) throw refuseToReplace('The Postgres of DATABASE_URL')
      await restorePostgres(databaseUrl, dump)
    } else {
      checkSqlite(join(unpacked, 'gramreel.db'))
      closeSqlite(target)
      movedTo = await replaceFolder(dataDir, unpacked)
    }
    await cp(join(unpacked, 'thumbnails'), join(dataDir, 'thumbnails'), { recursive: true })
    return { manifest, movedTo }
  } finally {
    await rm(unpacked, { recursive: true, force: true })
  }
}
