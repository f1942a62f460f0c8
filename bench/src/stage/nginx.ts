// The limit: nginx hands out the same bytes from disk, with sendfile, one process. Debian's, or what is on the PATH.
import { spawnSync } from 'node:child_process'
import { mkdtemp, open, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../../../e2e/src/support/free-port.ts'
import { findNginx } from '../../../e2e/src/support/nginx.ts'
import { runProcess } from '../../../e2e/src/support/run-process.ts'
import { answers } from '../../../e2e/src/support/until.ts'
import { makePattern } from '../reader/pattern.ts'
import { comeUp } from './come-up.ts'
import type { Server } from './server.ts'

const PIECE = 4 * 2 ** 20

const isProgram = (path: string): boolean => spawnSync(path, ['-v'], { stdio: 'ignore' }).status === 0

/**
 * On the PATH, else unpacked from the distribution's package into a folder of the bench: installing it would start a server on
 * port 80. Undefined where neither works.
 */
async function getNginx(folder: string): Promise<string | undefined> {
  const found = findNginx()
  if (found !== undefined) return found
  const unpacked = await mkdtemp(join(folder, 'nginx package '))
  const run = (command: string, ...args: string[]): boolean =>
    spawnSync(command, args, { cwd: unpacked, stdio: 'ignore' }).status === 0
  for (const name of ['nginx', 'nginx-core', 'nginx-light']) {
    const isThere = run('apt-get', 'download', name) && run('sh', '-c', `dpkg-deb -x ${name}_*.deb .`) // the shell finds the version
    if (isThere && isProgram(join(unpacked, 'usr/sbin/nginx'))) return join(unpacked, 'usr/sbin/nginx')
  }
  return undefined
}

async function writeFilm(path: string, size: number): Promise<void> {
  const file = await open(path, 'w')
  try {
    for (let at = 0; at < size; at += PIECE) {
      const length = Math.min(PIECE, size - at)
      await file.write(makePattern(at, Math.ceil(length / 16) * 16), 0, length)
    }
  } finally {
    await file.close()
  }
}

const configuration = (folder: string, port: number): string => `
daemon off;
master_process off;
pid "${folder}/nginx.pid";
error_log stderr;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  client_body_temp_path "${folder}/body";
  proxy_temp_path "${folder}/proxy";
  fastcgi_temp_path "${folder}/fastcgi";
  uwsgi_temp_path "${folder}/uwsgi";
  scgi_temp_path "${folder}/scgi";
  server {
    listen 127.0.0.1:${port};
    root "${folder}";
  }
}
`

export async function startNginx(benchFolder: string, size: number): Promise<Server | undefined> {
  const program = await getNginx(benchFolder)
  const { bavail, bsize } = await statfs(benchFolder)
  const reason =
    program === undefined ? 'there is no nginx' : bavail * bsize < size * 1.2 ? 'the disk is too full' : ''
  if (program === undefined || reason !== '') {
    console.log(`nginx is left out: ${reason}`)
    return undefined
  }
  const folder = await mkdtemp(join(benchFolder, 'nginx '))
  const port = await freePort()
  await writeFilm(join(folder, 'film.mp4'), size)
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port))
  const running = runProcess(program, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'])
  const url = `http://127.0.0.1:${port}/film.mp4`
  await comeUp('nginx', running, () => answers(url.replace('film.mp4', 'nginx.conf')))
  return {
    running,
    url: () => url,
    async stop() {
      await running.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
