// A real Postgres in a folder of its own, reached by a socket in it and nothing else. Several processes of one run of tests
// may ask for it at once; the first one starts it.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chown, mkdir, open, readFile, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '../storage/database.ts'
import { errorCode } from '../error-code.ts'
import { findPostgres, NO_POSTGRES } from './find-postgres.ts'

const START_WITHIN_MS = 60_000
/** Tests copy this one, which has the newest schema. */
export const TEMPLATE = 'gramreel_template'

type User = { uid: number; gid: number }

/** Postgres refuses to run as root: then it runs as whoever its package made for it. */
const unprivileged = (): User | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const [, , uid, gid] =
    users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

const runProgram = async (name: string, args: string[], folder: string): Promise<void> => {
  const programs = findPostgres()
  if (programs === undefined) throw new Error(NO_POSTGRES)
  const log = await open(join(folder, 'log'), 'a')
  const child = spawn(join(programs, name), args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    stdio: ['ignore', log.fd, log.fd],
    ...unprivileged(),
  })
  const [code] = await once(child, 'exit')
  await log.close()
  if (code !== 0)
    throw new Error(`${name} ended with ${code}: ${await readFile(join(folder, 'log'), 'utf8')}`)
}

/** Nothing here has to survive a power cut. */
const SERVER = [
  "-c listen_addresses=''",
  '-c fsync=off -c full_page_writes=off -c synchronous_commit=off',
  '-c max_connections=400 -c shared_buffers=128MB',
]

/** Starts one in that empty folder. */
export const startPostgres = async (folder: string): Promise<void> => {
  const data = join(folder, 'data')
  await mkdir(data, { mode: 0o700 })
  const user = unprivileged()
  if (user) for (const path of [folder, data]) await chown(path, user.uid, user.gid)
  await runProgram('initdb', ['-D', data, '-U', 'gramreel', '-A', 'trust', '-E', 'UTF8', '--no-sync'], folder)
  const options = [...SERVER, `-k ${folder}`].join(' ')
  await runProgram('pg_ctl', ['start', '-w', '-D', data, '-o', options, '-l', join(data, 'log')], folder)
}

/** The address of a database in it. */
export const addressOf = (folder: string, name: string): string =>
  `postgres://gramreel@/${name}?host=${folder}`

/** Resolves once it is up, whoever started it. */
export const ensurePostgres = async (folder: string, prepare: () => Promise<void>): Promise<void> => {
  try {
    await writeFile(join(folder, 'starting'), '', { flag: 'wx' })
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    const giveUpAt = Date.now() + START_WITHIN_MS
    while (!existsSync(join(folder, 'ready'))) {
      if (Date.now() > giveUpAt) throw new Error('Postgres did not start', { cause: error })
      await sleep(50)
    }
    return
  }
  await startPostgres(folder)
  await prepare()
  const template = await openDatabase(addressOf(folder, TEMPLATE))
  await template.destroy()
  await writeFile(join(folder, 'ready'), '')
}

export const stopPostgres = async (folder: string): Promise<void> => {
  const data = join(folder, 'data')
  if (existsSync(join(data, 'postmaster.pid')))
    await runProgram('pg_ctl', ['stop', '-w', '-m', 'immediate', '-D', data], folder)
}
