// A share of one core for a process, by control groups: v1 (cpu.cfs_quota_us) or v2 (cpu.max).
// https://docs.kernel.org/scheduler/sched-bwc.html, https://docs.kernel.org/admin-guide/cgroup-v2.html#cpu
import { existsSync } from 'node:fs'
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const ROOT = '/sys/fs/cgroup'
const PERIOD_US = 100_000

export type Limit = {
  /** Puts a process and all its threads under the limit. */
  take(pid: number): Promise<void>
  /** Once its processes have ended. */
  remove(): Promise<void>
}

/** @throws where control groups may not be made; the message says why. */
export async function limitCpu(share: number): Promise<Limit> {
  const isV2 = existsSync(join(ROOT, 'cgroup.controllers'))
  const name = `gramreel-bench-${process.pid}-${share}`
  const folder = join(ROOT, ...(isV2 ? [] : ['cpu']), name)
  const quota = Math.round(share * PERIOD_US)
  if (isV2) {
    const control = join(ROOT, 'cgroup.subtree_control')
    const isOn = (await readFile(control, 'utf8')).split(/\s/).includes('cpu')
    if (!isOn) await writeFile(control, '+cpu')
  }
  await mkdir(folder)
  const remove = async (): Promise<void> => {
    // A process that has just ended may still be on its way out.
    for (let tries = 0; tries < 50 && existsSync(folder); tries++) {
      await rmdir(folder).catch(() => sleep(100))
    }
  }
  try {
    if (isV2) await writeFile(join(folder, 'cpu.max'), `${quota} ${PERIOD_US}`)
    else {
      await writeFile(join(folder, 'cpu.cfs_period_us'), `${PERIOD_US}`)
      await writeFile(join(folder, 'cpu.cfs_quota_us'), `${quota}`)
    }
  } catch (error) {
    await remove()
    throw error
  }
  return { take: (pid) => writeFile(join(folder, 'cgroup.procs'), `${pid}`), remove }
}
