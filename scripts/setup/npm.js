import { spawnSync } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { root } from './root.js'

/**
 * Runs npm in the checkout, the same npm that runs us where npm does. `node`: the Node that its scripts shall find first.
 * Answers the exit code; errors go to the terminal.
 */
export function npm(args, { node = process.execPath, quiet = true } = {}) {
  const own = process.env.npm_execpath
  const [command, before] = own?.endsWith('.js') ? [process.execPath, [own]] : ['npm', []]
  const { status, error } = spawnSync(command, [...before, ...args], {
    cwd: root,
    stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'],
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` },
    shell: process.platform === 'win32' && command === 'npm',
  })
  if (error) console.error(`npm cannot be run: ${error.message}`)
  return status ?? 1
}
