import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Resident memory of a process, bytes. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const line = /^VmRSS:\s+(\d+) kB/m.exec(status)
  if (line) return Number(line[1]) * 1024
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', `${pid}`])
  return Number(stdout.trim()) * 1024
}

/** Watches a process until `stop`, which answers the largest resident memory seen, bytes. */
export function watchMemory(pid: number, everyMs = 250): { stop: () => Promise<number> } {
  let most = 0
  const look = async (): Promise<void> => {
    most = Math.max(most, await residentBytes(pid).catch(() => 0))
  }
  const timer = setInterval(() => void look(), everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await look()
      return most
    },
  }
}
