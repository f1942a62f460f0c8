// All viewers of the bench, in one process beside it: so the bench's own work does not hold them up, and what they cost is
// known.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Commands } from './commands.ts'
import type { Call, Reply } from './main.ts'

export type Reader = {
  pid: number
  /** Has a command of commands.ts carried out. */
  tell<N extends keyof Commands>(
    name: N,
    ...given: Parameters<Commands[N]>
  ): Promise<Awaited<ReturnType<Commands[N]>>>
  close(): Promise<void>
}

export function startReader(): Reader {
  // Infinity is a figure here (a film that never starts), and JSON has none.
  const child = fork(join(import.meta.dirname, 'main.ts'), { serialization: 'advanced' })
  const open = new Map<number, { done: (answer: unknown) => void; failed: (error: Error) => void }>()
  let calls = 0
  child.on('message', ({ id, answer, error }: Reply) => {
    const call = open.get(id)
    open.delete(id)
    if (error === undefined) call?.done(answer)
    else call?.failed(new Error(error))
  })
  child.on('exit', () => {
    for (const { failed } of open.values()) failed(new Error('the reader ended'))
  })
  return {
    pid: child.pid ?? -1,
    tell: (name, ...[given]) =>
      new Promise((done, failed) => {
        const id = ++calls
        open.set(id, { done: done as (answer: unknown) => void, failed })
        child.send({ id, name, given } satisfies Call, (error) => error && failed(error))
      }),
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      if (child.connected) child.disconnect()
      await gone
    },
  }
}
