import { setTimeout as sleep } from 'node:timers/promises'

/** Asks until the answer is neither undefined nor false, and gives it back; fails after `timeoutMs` with what was waited for. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  { timeoutMs = 30_000, everyMs = 50 } = {},
): Promise<T> {
  const end = Date.now() + timeoutMs
  let lastError: unknown
  while (Date.now() < end) {
    try {
      const answer = await ask()
      if (answer !== undefined && answer !== false) return answer
    } catch (error) {
      lastError = error
    }
    await sleep(everyMs)
  }
  throw new Error(`waited ${timeoutMs} ms for ${what}`, { cause: lastError })
}

/** True when the address answers 2xx within two seconds. */
export const answers = async (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    async (answer) => {
      await answer.arrayBuffer()
      return answer.ok
    },
    () => false,
  )
