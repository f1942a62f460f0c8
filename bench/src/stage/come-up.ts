import type { Running } from '../../../e2e/src/support/run-process.ts'
import { until } from '../../../e2e/src/support/until.ts'

/** Waits until a process is up; when it ends instead, its own last words are the error. */
export async function comeUp<T>(
  name: string,
  running: Running,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const ended = running.ended.then(({ code, signal }) => {
    throw new Error(`${name} ended (${code ?? signal}):\n${running.lines.slice(-20).join('\n')}`)
  })
  ended.catch(() => {})
  try {
    return await Promise.race([until(`${name} to be up`, ask), ended])
  } catch (error) {
    await running.stop()
    throw error
  }
}
