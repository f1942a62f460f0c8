// A disk of a few MiB that is really full when it is full: a tmpfs in a mount namespace of its own.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { errorCode } from '../error-code.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

/** False where namespaces are forbidden, or there is no Linux. */
export const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0

export type SmallDisk = {
  /** As programs within see it. */
  path: string
  /** The command that executes a program within. */
  within: readonly string[]
  /** To the last block. */
  fill: () => void
  /** Takes away what `fill` wrote. */
  free: () => void
}

const BLOCK = Buffer.alloc(4096)

const writeUntilFull = (path: string): void => {
  const file = openSync(path, 'a')
  try {
    for (;;) writeSync(file, BLOCK)
  } catch (error) {
    if (errorCode(error) !== 'ENOSPC') throw error
  } finally {
    closeSync(file)
  }
}

export const mountSmallDisk = async (mebibytes: number): Promise<SmallDisk> => {
  const path = await temporaryFolder()
  const script = 'mount -t tmpfs -o size="$1"m none "$0" && echo mounted && exec sleep 600'
  const keeper = spawn('unshare', ['-rm', 'bash', '-c', script, path, `${mebibytes}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(keeper, 'close')
  onTestFinished(async () => {
    keeper.kill('SIGKILL')
    await ended
  })
  await once(keeper.stdout, 'data')
  const ballast = join(`/proc/${keeper.pid}/root${path}`, 'ballast')
  return {
    path,
    within: ['nsenter', '-t', `${keeper.pid}`, '-U', '-m', '--preserve-credentials'],
    fill: () => writeUntilFull(ballast),
    free: () => rmSync(ballast),
  }
}
