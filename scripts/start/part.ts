// One program of the product as a child process: started, watched, started again when it dies, ended when we end.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

export type PartPlan = {
  /** In sentences: "the worker". */
  name: string
  /** Its program, below the checkout. */
  script: string
  args?: string[]
  env: NodeJS.ProcessEnv
  logFile: string
  /** Called before each start. */
  onStart?: () => void
  /** Called with each line it writes to standard output. */
  onLine?: (line: string) => void
  /** Called when it is up again after it died. */
  onBack?: () => void
  /** True once it is up; asked again and again until then. */
  isUp: () => Promise<boolean>
}

export type Part = {
  /** Settles when it is up for the first time; fails with its own words when it gives up before. */
  up: Promise<void>
  /** Ends it: SIGTERM, and SIGKILL after `patienceMs`. */
  stop(patienceMs: number): Promise<void>
}

/** A part said before it was ever up that it cannot run: no use in trying again. */
export class PartError extends Error {}

const ASK_MS = 150
const FIRST_BACK_OFF_MS = 1000
const LAST_BACK_OFF_MS = 30_000
const STEADY_MS = 60_000
const KEPT_LINES = 40

/** Words for people among the last lines a part wrote: plain text as it is, of JSON records the message of errors. */
export function lastWords(lines: readonly string[]): string {
  const words: string[] = []
  for (const line of lines) {
    if (!line.startsWith('{')) {
      words.push(line)
      continue
    }
    try {
      const record = JSON.parse(line) as { level?: unknown; msg?: unknown }
      const grave = record.level === 'fatal' || record.level === 'error' || Number(record.level) >= 50
      if (grave && typeof record.msg === 'string') words.push(record.msg)
    } catch {
      words.push(line)
    }
  }
  return words.join('\n').trim()
}

/** A sign-in code is for the terminal, and telegram-local's bot token for its neighbours: neither for a file that stays. */
const SECRETS = /(?<=#code=)[\w-]+|\b\d{5,}:[\w-]{30,}/g

export function startPart(root: string, plan: PartPlan, say: (sentence: string) => void): Part {
  const log = createWriteStream(plan.logFile, { flags: 'a', mode: 0o600 })
  let child: ChildProcess | undefined
  const stopping = new AbortController()
  let wasUp = false
  let backOffMs = FIRST_BACK_OFF_MS
  const { promise: up, resolve: isUp, reject: gaveUp } = Promise.withResolvers<void>()

  async function waitUntilUp(of: ChildProcess): Promise<void> {
    while (of.exitCode === null && of.signalCode === null && !stopping.signal.aborted) {
      if (await plan.isUp().catch(() => false)) {
        if (wasUp) {
          say(`${capital(plan.name)} is back.`)
          plan.onBack?.()
        }
        wasUp = true
        isUp()
        return
      }
      await pause(ASK_MS)
    }
  }

  const pause = (ms: number): Promise<void> =>
    sleep(ms, undefined, { signal: stopping.signal }).catch(() => {})

  async function live(): Promise<void> {
    while (!stopping.signal.aborted) {
      const began = Date.now()
      const lines: string[] = []
      plan.onStart?.()
      const keep = (line: string): void => {
        log.write(`${line.replaceAll(SECRETS, '***')}\n`)
        lines.push(line)
        if (lines.length > KEPT_LINES) lines.shift()
      }
      // A group of its own: Ctrl-C in the terminal reaches us alone, and we end the parts in good order.
      const preload = pathToFileURL(join(import.meta.dirname, 'stay-with-parent.ts')).href
      child = spawn(process.execPath, ['--import', preload, join(root, plan.script), ...(plan.args ?? [])], {
        cwd: root,
        env: plan.env,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      })
      const { stdout, stderr } = child
      if (stdout)
        createInterface({ input: stdout }).on('line', (line) => {
          keep(line)
          plan.onLine?.(line)
        })
      if (stderr) createInterface({ input: stderr }).on('line', keep)
      const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
      const watched = waitUntilUp(child)
      const [code, signal] = await closed
      await watched
      if (stopping.signal.aborted) break
      const words = lastWords(lines)
      if (!wasUp && code === 1) {
        gaveUp(new PartError(words || `${capital(plan.name)} could not start; its log is ${plan.logFile}.`))
        break
      }
      if (Date.now() - began > STEADY_MS) backOffMs = FIRST_BACK_OFF_MS
      const how = signal ? `was ended by ${signal}` : `ended with code ${code}`
      const seconds = Math.round(backOffMs / 1000)
      say(`${capital(plan.name)} ${how}; starting it again in ${seconds} s. Its log: ${plan.logFile}`)
      await pause(backOffMs)
      backOffMs = Math.min(LAST_BACK_OFF_MS, backOffMs * 2)
    }
    log.end()
  }

  const life = live()
  life.catch(gaveUp)
  return {
    up,
    async stop(patienceMs) {
      stopping.abort()
      child?.kill('SIGTERM')
      const timer = setTimeout(() => child?.kill('SIGKILL'), patienceMs)
      await life.catch(() => {})
      clearTimeout(timer)
    },
  }
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
