// One Postgres for the whole run of tests, started by the first test that wants it (start-postgres.ts), ended with the run.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findPostgres, isLeftOut, NO_POSTGRES } from './find-postgres.ts'
import { stopPostgres } from './start-postgres.ts'

declare module 'vitest' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- merged with vitest's own
  interface ProvidedContext {
    /** Where the run's Postgres lives. */
    postgresFolder: string
  }
}

let folder = ''

export const setup = async ({ provide }: TestProject): Promise<void> => {
  folder = await mkdtemp(join(tmpdir(), 'gramreel-postgres-'))
  provide('postgresFolder', folder)
  const note = isLeftOut()
    ? 'Tests on Postgres are left out (--fast).\n'
    : findPostgres()
      ? ''
      : `${NO_POSTGRES}\n`
  process.stdout.write(note)
}

export const teardown = async (): Promise<void> => {
  await stopPostgres(folder)
  await rm(folder, { recursive: true, force: true })
}
