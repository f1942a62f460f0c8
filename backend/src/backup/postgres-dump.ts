// A Postgres, by its own programs.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { parse } from 'pg-connection-string'
import { StartError } from '../start-error.ts'
import { postgresFolders } from './postgres-programs.ts'

/** By the environment and not by arguments, which every process of this machine may read. */
const environmentFor = (databaseUrl: string): NodeJS.ProcessEnv => {
  const { host, port, user, password, database, ssl } = parse(databaseUrl)
  const { PGSSLMODE = ssl ? 'require' : 'prefer' } = process.env
  return {
    ...process.env,
    PGSSLMODE,
    ...(host && { PGHOST: host }),
    ...(port && { PGPORT: port }),
    ...(user && { PGUSER: user }),
    ...(password && { PGPASSWORD: password }),
    ...(database && { PGDATABASE: database }),
  }
}

/** Throws StartError when the program is missing, or with the last it said. */
const run = async (program: string, args: string[], databaseUrl: string): Promise<void> => {
  const folder = postgresFolders().find((candidate) => existsSync(join(candidate, program)))
  if (folder === undefined) {
    throw new StartError(
      `${program} is not here. Install postgresql-client, in the version of the server or newer, or use the backups of whoever runs that Postgres; and keep SECRET_KEY.`,
    )
  }
  const child = spawn(join(folder, program), args, {
    env: environmentFor(databaseUrl),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new StartError(`${program} failed: ${said.trim()}`)
}

export const dumpPostgres = (databaseUrl: string, to: string): Promise<void> =>
  run('pg_dump', ['--format=custom', '--no-owner', '--no-privileges', `--file=${to}`], databaseUrl)

/** All or nothing. */
export const restorePostgres = (databaseUrl: string, from: string): Promise<void> =>
  run(
    'pg_restore',
    [
      '--clean',
      '--if-exists',
      '--no-owner',
      '--no-privileges',
      '--single-transaction',
      `--dbname=${parse(databaseUrl).database}`,
      from,
    ],
    databaseUrl,
  )

/** Throws StartError when it is damaged. */
export const checkDump = (from: string, databaseUrl: string): Promise<void> =>
  run('pg_restore', ['--list', '--file=/dev/null', from], databaseUrl)

export const hasTables = async (databaseUrl: string): Promise<boolean> => {
  const client = new Client(databaseUrl)
  try {
    await client.connect()
    const { rows } = await client.query("select to_regclass('files') as name")
    return rows[0]?.name != null
  } catch (cause) {
    throw new StartError('The Postgres of DATABASE_URL does not answer. Nothing was changed.', { cause })
  } finally {
    await client.end()
  }
}
