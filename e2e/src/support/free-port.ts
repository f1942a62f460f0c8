import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below those that systems hand out by themselves (from 32,768 on Linux), so that nobody's connection takes one before its server
 * is up; and apart for each of the processes that test at the same time.
 */
const FIRST = 18_000
const PER_PROCESS = 1500
const PROCESSES = 9

const start = FIRST + (Number(process.env['VITEST_POOL_ID'] ?? 0) % PROCESSES) * PER_PROCESS
let last = Math.floor(Math.random() * PER_PROCESS)

/** Somebody may listen there already: what was started before, or a run beside this one. */
async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}

/** A loopback port nobody listens on now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = start + (last++ % PER_PROCESS)
    if (await isFree(port)) return port
  }
}

/** This many different ones. */
export const freePorts = async (count: number): Promise<number[]> => {
  const ports: number[] = []
  while (ports.length < count) ports.push(await freePort())
  return ports
}
