// The process: settings from the environment, one line of JSON for each log record, away within seconds of SIGTERM.
import { flushCompileCache } from 'node:module'
import { createWorker, EnrolmentRefused, Refused, StartError, type Worker } from './app.ts'
import { readConfig } from './config.ts'
import { jsonLog, type Log } from './log.ts'
import { shrinkHeap } from './small-heap.ts'

/** SIGTERM must be obeyed within 10 s (CONTRACT.md). */
const STOP_WITHIN_MS = 9_000
/** The first viewers are not to wait for what makes the next start and the hours to come better. */
const SETTLE_AFTER_MS = 3_000

let log: Log = jsonLog((line) => process.stdout.write(line))

function fail(error: unknown): never {
  if (error instanceof StartError || error instanceof Refused || error instanceof EnrolmentRefused)
    console.error(error.message)
  else log('error', 'the worker failed', { error })
  process.exit(1)
}

function stopOn(worker: Worker): void {
  let isStopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) return
    isStopping = true
    log('info', 'stopping', { signal })
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref()
    worker.close().then(() => process.exit(0), fail)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

function ready({ url }: Worker): void {
  log('info', 'ready', { url })
  setTimeout(settle, SETTLE_AFTER_MS).unref()
}

function settle(): void {
  flushCompileCache()
  shrinkHeap()
}

process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)

try {
  const config = readConfig(process.env)
  const { apiHash, botToken, session = '', metricsToken = '', enrolmentCode = '' } = config
  const secrets = [apiHash, botToken, session, metricsToken, enrolmentCode]
  log = jsonLog((line) => process.stdout.write(line), secrets)
  const worker = await createWorker({ ...config, log })
  stopOn(worker)
  worker.enrolled.catch(fail)
  // Trouble with the network is waited out; a token that Telegram refuses is a wrong setting like any other.
  worker.signedIn.then(
    () => ready(worker),
    (error: unknown) => {
      if (error instanceof Refused) fail(error)
    },
  )
} catch (error) {
  fail(error)
}
