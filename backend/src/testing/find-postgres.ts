import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const DEBIAN = '/usr/lib/postgresql'

export const NO_POSTGRES =
  'There is no Postgres here for the tests. Install postgresql, or leave them out: npm test -- --fast'

/** `npm test -- --fast` says so to every process below it. */
export const isLeftOut = (): boolean => process.env['GRAMREEL_FAST'] === '1'

/** The folder of Postgres's programs, the newest of Debian's, else the one in which PATH has initdb. */
export const findPostgres = (): string | undefined => {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ]
  return folders.find((folder) => existsSync(join(folder, 'initdb')))
}
