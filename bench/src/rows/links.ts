// Links: the whole way from a request with a cookie to a signed address, over HTTP, out of a catalogue of 200,000 items in SQLite.
// Requests come at their time whether or not the ones before were answered, so a backend that falls behind shows it.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { Agent, createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { signIn } from '../../../e2e/src/support/api-client.ts'
import { freePort } from '../../../e2e/src/support/free-port.ts'
import { runProgram, type Running } from '../../../e2e/src/support/run-process.ts'
import { answers } from '../../../e2e/src/support/until.ts'
import type { Findings, Scale } from '../figures.ts'
import { median, percentile } from '../figures.ts'
import { meter } from '../meter.ts'
import { comeUp } from '../stage/come-up.ts'
import type { Stage } from '../stage/stage.ts'

const PER_SECOND = 500
const ITEMS = 200_000

/** Fills the catalogue past the backend; answers the ids. */
function fill(path: string, items: number): string[] {
  const database = new DatabaseSync(path)
  const ids = Array.from({ length: items }, () => randomBytes(15).toString('base64url'))
  const insert = database.prepare(
    `insert into files (id, bot_id, box, chat_id, message_id, kind, name, caption, mime, size, posted_at, file_id, file_unique_id, search_text)
     values (?, 7, 0, '-1001234567890', ?, 'video', ?, '', 'video/mp4', 2000000000, ?, 'BAACAgIAAxkBAAIBexample', 'AgADexample', ?)`,
  )
  database.exec('begin')
  ids.forEach((id, i) => insert.run(id, i + 1, `Film ${i}.mp4`, 1_700_000_000 + i, `film ${i}.mp4`))
  database.exec('commit')
  database.close()
  return ids
}

/** ms from the moment at which the request was due to the end of its answer. */
async function ask(url: string, cookie: string, agent: Agent, due: number): Promise<number> {
  const request = get(url, { headers: { cookie }, agent })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  let text = ''
  for await (const piece of response) text += String(piece)
  if (response.statusCode !== 200 || !text.includes('token='))
    throw new Error(`a link: ${response.statusCode} ${text.slice(0, 200)}`)
  return performance.now() - due
}

export async function measureLinks({ folder }: Stage, { rounds, pick }: Scale): Promise<Findings> {
  const dataDir = await mkdtemp(join(folder, 'backend '))
  const worker = createServer((_, response) =>
    response.end('{"status":"ok","version":"1","telegram":"connected"}'),
  ).listen(0, '127.0.0.1')
  await once(worker, 'listening')
  const port = await freePort()
  const galleryUrl = `http://127.0.0.1:${port}`
  const start = async (): Promise<Running> => {
    const running = runProgram('backend/src/main.ts', [], {
      PORT: `${port}`,
      DATA_DIR: dataDir,
      WORKER_URL: `http://127.0.0.1:${(worker.address() as AddressInfo).port}`,
    })
    await comeUp('the backend', running, () => answers(`${galleryUrl}/health`))
    return running
  }
  await (await start()).stop()
  const ids = fill(join(dataDir, 'gramreel.db'), pick(ITEMS, 5_000))
  const backend = await start()
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const [p50, p99, cpu]: [number[], number[], number[]] = [[], [], []]
  const linkOf = (): string => `${galleryUrl}/api/files/${ids[Math.floor(Math.random() * ids.length)]}/link`
  try {
    const signInUrl = (): string => /Sign in: (http\S+#code=[\w-]+)/.exec(backend.lines.join('\n'))?.[1] ?? ''
    const { cookie } = await signIn({ galleryUrl, signInUrl })
    const spend = async (seconds: number): Promise<number[]> => {
      const began = performance.now()
      const asked: Promise<number>[] = []
      while (asked.length < seconds * PER_SECOND) {
        const due = began + (asked.length * 1000) / PER_SECOND
        const early = due - performance.now()
        if (early > 0) await sleep(early)
        asked.push(ask(linkOf(), cookie, agent, due))
      }
      return Promise.all(asked)
    }
    await spend(pick(4, 1))
    for (let round = 0; round < rounds; round++) {
      const seconds = pick(10, 1)
      const { answer, cpu: used } = await meter([backend.pid], () => spend(seconds))
      p50.push(percentile(answer, 0.5))
      p99.push(percentile(answer, 0.99))
      cpu.push(((used[0] ?? Number.NaN) / (seconds * PER_SECOND)) * 1000)
    }
  } finally {
    agent.destroy()
    await backend.stop()
    worker.close()
  }
  return {
    rows: [
      { what: 'ms to a link at 500 a second, 200,000 items, p50', digits: 2, worker: p50, target: '' },
      {
        what: 'the same, p99',
        digits: 1,
        worker: p99,
        target: '≤ 20',
        isMet: median(p99) <= 20,
      },
      {
        what: 'the same, CPU-ms of the backend for each',
        digits: 2,
        worker: cpu,
        target: '≤ 2 (one core)',
        isMet: median(cpu) <= 1000 / PER_SECOND,
      },
    ],
    remarks: [
      'Links: the backend in one process, SQLite, a signed-in browser with 64 connections; in the column of the worker, since there is no rival.',
    ],
  }
}
