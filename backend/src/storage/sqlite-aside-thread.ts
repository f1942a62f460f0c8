// The thread of sqlite-aside.ts: answers one question after the other.
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { Answer, AsideData, Question } from './sqlite-aside.ts'

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- sqlite-aside.ts starts it
const { path, patienceMs } = workerData as AsideData
const database = new DatabaseSync(path, { timeout: patienceMs, readOnly: true })

const answer = ({ id, sql, parameters }: Question): Answer => {
  try {
    // As JSON, which is read several times as fast as a structured clone.
    return { id, rows: JSON.stringify(database.prepare(sql).all(...parameters)) }
  } catch (error) {
    const errcode = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0
    return { id, message: error instanceof Error ? error.message : String(error), errcode }
  }
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.on('message', (question: Question) => parentPort?.postMessage(answer(question)))
