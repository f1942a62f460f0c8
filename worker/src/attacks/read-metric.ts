import type { Worker } from '../app.ts'

/** A number out of /metrics, summed over its labels or over those that hold the text; 0 where there is none. */
export async function metric(worker: Worker, name: string, label = ''): Promise<number> {
  const text = await (await fetch(`${worker.url}/metrics`)).text()
  return text
    .split('\n')
    .filter((line) => line.startsWith(name) && /^[ {]/.test(line.slice(name.length)) && line.includes(label))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}
