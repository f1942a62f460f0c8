import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { onTestFinished } from 'vitest'

const MAIN = resolve(import.meta.dirname, '../main.ts')

/** Compiled once for all processes of tests: a third of a start is compiling. */
export const COMPILED = {
  NODE_COMPILE_CACHE: resolve(import.meta.dirname, '../../../node_modules/.cache/gramreel-tests'),
}

export type Running = {
  child: ChildProcessByStdio<null, Readable, Readable>
  stdout: () => string
  stderr: () => string
  /** Exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>
  /** The first match in stdout; fails when the process ends before. */
  waitFor: (pattern: RegExp) => Promise<string>
}

/** The backend's process with these settings and no others; ended with the test. `within` is a command that executes it. */
export const runMain = (settings: Record<string, string>, within: readonly string[] = []): Running => {
  const [command, ...args] = [...within, process.execPath, MAIN]
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'], PORT: '0', ...COMPILED, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = once(child, 'close').then(() => child.exitCode ?? child.signalCode)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    waitFor: async (pattern) => {
      while (!pattern.test(stdout)) {
        const isOver = await Promise.race([
          once(child.stdout, 'data').then(() => false),
          ended.then(() => true),
        ])
        if (isOver && !pattern.test(stdout)) throw new Error(`it ended first:\n${stdout}${stderr}`)
      }
      return pattern.exec(stdout)?.[1] ?? ''
    },
  }
}
