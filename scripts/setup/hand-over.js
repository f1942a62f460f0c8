import { spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { root } from './root.js'

/**
 * Goes on in another program on the given Node, as if this process were it: the terminal, signals and the exit code.
 * The channel between the two lets the other end when this process is killed outright.
 */
export function handOver(node, script) {
  const child = spawn(node, [join(root, script), ...process.argv.slice(2)], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` },
  })
  const forward = (signal) => {
    // A terminal sends Ctrl-C to both; the other one's own answer to the first is what counts.
    if (child.exitCode === null) child.kill(signal)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => forward(signal))
  // npm gives a SIGTERM to the shell between us, which does not pass it on: when that shell is gone, so are we.
  if (process.env.npm_lifecycle_event) {
    const shell = process.ppid
    const watch = setInterval(() => {
      if (process.ppid === shell) return
      clearInterval(watch)
      forward('SIGTERM')
    }, 500).unref()
  }
  child.on('error', (error) => {
    console.error(`${node} cannot be run: ${error.message}`)
    process.exit(1)
  })
  child.on('close', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}
