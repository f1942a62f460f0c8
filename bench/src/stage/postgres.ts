import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
// oxlint-disable-next-line no-restricted-imports -- how to start a Postgres is known in one place
import { findPostgres } from '../../../backend/src/testing/find-postgres.ts'
// oxlint-disable-next-line no-restricted-imports -- the same
import { addressOf, startPostgres, stopPostgres } from '../../../backend/src/testing/start-postgres.ts'

/** An empty Postgres in a folder of its own, for it may be another user's; undefined where none is installed. */
export async function openPostgres(): Promise<{ url: string; close: () => Promise<void> } | undefined> {
  if (findPostgres() === undefined) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'gramreel-bench-postgres-'))
  const close = async () => {
    await stopPostgres(folder)
    await rm(folder, { recursive: true, force: true })
  }
  await startPostgres(folder)
  return { url: addressOf(folder, 'postgres'), close }
}
