import type { TelegramFacts } from '@gramreel/telegram-local'
import { freePort } from '../../../e2e/src/support/free-port.ts'
import { runProgram } from '../../../e2e/src/support/run-process.ts'
import { answers } from '../../../e2e/src/support/until.ts'
import { comeUp } from './come-up.ts'
import type { Server } from './server.ts'

export type StockOptions = {
  /** Keeps the session over restarts; absent: it signs in anew. */
  sessionFile?: string
  /** False: answers at once, before it listens. */
  isAwaited?: boolean
}

/** What one would write in an afternoon: stock-gramjs.ts. */
export async function startStock(
  facts: TelegramFacts,
  { sessionFile, isAwaited = true }: StockOptions = {},
): Promise<Server> {
  const port = await freePort()
  const running = runProgram('bench/src/stock-gramjs.ts', [], {
    BENCH_PORT: `${port}`,
    BENCH_TELEGRAM: JSON.stringify(facts),
    ...(sessionFile !== undefined && { BENCH_SESSION: sessionFile }),
  })
  const base = `http://127.0.0.1:${port}`
  const server: Server = {
    running,
    url: ({ message }) => `${base}/${message}`,
    stop: () => running.stop(),
  }
  if (!isAwaited) return server
  await comeUp('stock GramJS', running, () => answers(`${base}/health`))
  return server
}
