// Long reads of SQLite in a thread, with a connection of its own: node:sqlite blocks the thread that asks. Started by the first
// question; keeps no process alive.
import type { SQLInputValue } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import type { CompiledQuery, QueryResult } from 'kysely'

export type AsideData = { path: string; patienceMs: number }
export type Question = { id: number; sql: string; parameters: SQLInputValue[] }
/** Rows as JSON, or what SQLite said. */
export type Answer = { id: number; rows: string } | { id: number; message: string; errcode: number }

type Asker = { resolve: (rows: string) => void; reject: (error: Error) => void }

const THREAD = new URL('sqlite-aside-thread.ts', import.meta.url)

export const createSqliteAside = (path: string, patienceMs: number) => {
  const askers = new Map<number, Asker>()
  let thread: Worker | undefined
  let asked = 0

  const settle = (id: number, how: (asker: Asker) => void) => {
    const asker = askers.get(id)
    askers.delete(id)
    if (askers.size === 0) thread?.unref()
    if (asker) how(asker)
  }

  const start = (): Worker => {
    const data: AsideData = { path, patienceMs }
    const started = new Worker(THREAD, { workerData: data })
    started.on('message', (answer: Answer) =>
      settle(answer.id, ({ resolve, reject }) => {
        if ('rows' in answer) resolve(answer.rows)
        else reject(Object.assign(new Error(answer.message), { errcode: answer.errcode }))
      }),
    )
    const end = (error: Error) => {
      if (thread === started) thread = undefined
      for (const id of askers.keys()) settle(id, ({ reject }) => reject(error))
    }
    started.on('error', end)
    started.on('exit', () => end(new Error('the thread that reads aside has ended')))
    return started
  }

  return {
    /** Rejects as node:sqlite throws. */
    read: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
      thread ??= start()
      thread.ref()
      const id = asked++
      const rows = new Promise<string>((resolve, reject) => askers.set(id, { resolve, reject }))
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Kysely binds nothing but what the columns hold
      const question: Question = { id, sql, parameters: parameters as SQLInputValue[] }
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      thread.postMessage(question)
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema says what the rows are
      return { rows: JSON.parse(await rows) as R[] }
    },
    close: async (): Promise<void> => {
      await thread?.terminate()
    },
  }
}
