// The process: settings from the environment, one line of JSON for each log record on stdout, away within seconds of
// SIGTERM. The sign-in link is printed past the logger, which would hide it: it is for whoever starts the process.
import { inspect } from 'node:util'
import { createBackend, StartError, type Backend } from './app.ts'
import { readConfig } from './config.ts'
import { redact } from './http/redact.ts'

/** SIGTERM must be obeyed within 10 s (CONTRACT.md). */
const STOP_WITHIN_MS = 9_000

const print = (line: string) => process.stdout.write(line)
const record = (level: string, fields: object) =>
  print(`${redact(JSON.stringify({ level, time: new Date().toISOString(), ...fields }))}\n`)

const fail = (error: unknown): never => {
  const message = error instanceof StartError ? error.message : redact(inspect(error))
  console.error(message)
  process.exit(1)
}

const stopOn = (backend: Backend) => {
  let isStopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) return
    isStopping = true
    record('info', { msg: 'stopping', signal })
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref()
    backend.close().then(() => process.exit(0), fail)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)

try {
  const backend = await createBackend({ ...readConfig(process.env), log: print })
  stopOn(backend)
  const { url, signInUrl } = backend
  const time = new Date().toISOString()
  print(`${JSON.stringify({ level: 'info', time, msg: 'ready', url, signInUrl })}\n`)
  print(`Sign in: ${signInUrl}\n`)
} catch (error) {
  fail(error)
}
