// A program of the product as its own process, as npm would run it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout. */
export const root = fileURLToPath(new URL('../../..', import.meta.url))

export type Running = {
  pid: number
  /** Every line it wrote so far, both outputs. */
  lines: string[]
  /** Its end: exit code, or the signal that ended it. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  isRunning(): boolean
  /** SIGTERM, then SIGKILL after 12 s; settles when it is gone. */
  stop(): Promise<void>
  /** SIGKILL; settles when it is gone. */
  kill(): Promise<void>
}

/** Settings of the surroundings that would reach into the product under test. */
const OURS =
  /^(PORT|HOST|.*_PORT|DATA_DIR|DATABASE_URL|PUBLIC_URL|TELEGRAM_.*|WORKER_.*|BACKEND_URL|LINK_.*|SECRET_KEY|ENROLMENT_CODE|PRIVATE_WORKERS|RENDER_.*|FLY_.*|NODE_OPTIONS|VITEST.*)$/

export function cleanEnvironment(env: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !OURS.test(name))
  return { ...Object.fromEntries(kept), NODE_ENV: 'production', ...env }
}

export function runProcess(
  command: string,
  args: string[],
  { env = {}, cwd = root }: { env?: Record<string, string>; cwd?: string } = {},
): Running {
  const child = spawn(command, args, { cwd, env: cleanEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => lines.push(line))
  }
  const ended = (once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>).then(
    ([code, signal]) => ({ code, signal }),
  )
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  return {
    pid: child.pid ?? -1,
    lines,
    ended,
    isRunning,
    kill,
    async stop() {
      child.kill('SIGTERM')
      const timer = setTimeout(() => void kill(), 12_000)
      await ended
      clearTimeout(timer)
    },
  }
}

/** Compiled once for all processes of tests: a third of a start is compiling. What is measured (bench) starts as people start it. */
export const COMPILED: Record<string, string> =
  process.env['VITEST'] === undefined
    ? {}
    : { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/gramreel-tests') }

/** One of the product's programs: "worker/src/main.ts". */
export const runProgram = (script: string, args: string[] = [], env: Record<string, string> = {}): Running =>
  runProcess(process.execPath, [script, ...args], { env: { ...COMPILED, ...env } })
