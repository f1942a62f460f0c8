import { watchMemory } from '../../e2e/src/support/memory.ts'
import { cpuSeconds } from './cpu.ts'

export const GIGABYTE = 1_000_000_000
export const MEBIBYTE = 2 ** 20

export type Metered<T> = {
  answer: T
  /** Processor time of each process, seconds. */
  cpu: number[]
  /** Largest resident memory of the first process, MiB. */
  memory: number
  seconds: number
}

/** What some processes use while something is done. */
export async function meter<T>(pids: readonly number[], work: () => Promise<T>): Promise<Metered<T>> {
  const before = pids.map(cpuSeconds)
  const memory = watchMemory(pids[0] ?? process.pid, 100)
  const began = performance.now()
  try {
    const answer = await work()
    const seconds = (performance.now() - began) / 1000
    const cpu = pids.map((pid, i) => cpuSeconds(pid) - (before[i] ?? 0))
    return { answer, cpu, memory: (await memory.stop()) / MEBIBYTE, seconds }
  } catch (error) {
    await memory.stop()
    throw error
  }
}
