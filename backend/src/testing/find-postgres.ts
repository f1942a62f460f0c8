import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { postgresFolders } from '../backup/postgres-programs.ts'

export const NO_POSTGRES =
  'There is no Postgres here for the tests. Install postgresql, or leave them out: npm test -- --fast'

/** `npm test -- --fast` says so to every process below it. */
export const isLeftOut = (): boolean => process.env['GRAMREEL_FAST'] === '1'

/** The folder of Postgres's programs. */
export const findPostgres = (): string | undefined =>
  postgresFolders().find((folder) => existsSync(join(folder, 'initdb')))
