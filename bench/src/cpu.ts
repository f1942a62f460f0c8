import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const TICKS_PER_SECOND = 100

/** Processor time that a process has used so far, seconds: user and system, all its threads. */
export function cpuSeconds(pid: number): number {
  try {
    // proc(5): utime and stime are fields 14 and 15; the name before them stands in parentheses and may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
  } catch {
    const text = execFileSync('ps', ['-o', 'time=', '-p', `${pid}`], { encoding: 'utf8' }).trim()
    return text.split(/[:-]/).reduce((sum, part) => sum * 60 + Number(part), 0)
  }
}
