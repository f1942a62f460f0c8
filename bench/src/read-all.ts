import { get } from 'node:http'
import { cpuSeconds } from './cpu.ts'

export type Reading = { bytes: number; seconds: number; cpu: number[] }

/** Reads a URL to its end as fast as it comes; `cpu`: what each of the processes used meanwhile, seconds. */
export async function readAll(url: string, pids: readonly number[]): Promise<Reading> {
  const before = pids.map(cpuSeconds)
  const began = performance.now()
  const bytes = await new Promise<number>((done, failed) => {
    get(url, (answer) => {
      let read = 0
      if (answer.statusCode !== 200) failed(new Error(`${url} answered ${answer.statusCode}`))
      answer.on('data', (part: Buffer) => (read += part.length))
      answer.on('end', () => (answer.complete ? done(read) : failed(new Error('cut short'))))
      answer.on('error', failed)
    }).on('error', failed)
  })
  const seconds = (performance.now() - began) / 1000
  return { bytes, seconds, cpu: pids.map((pid, index) => cpuSeconds(pid) - (before[index] ?? 0)) }
}
