// The backend as a process, and one browser that is signed in to it.
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { runProcess } from '../../../e2e/src/support/run-process.ts'
import { until } from '../../../e2e/src/support/until.ts'
import { comeUp } from './come-up.ts'
import type { Hold } from './tell-holds.ts'

const TELL_HOLDS = fileURLToPath(new URL('tell-holds.ts', import.meta.url))

export type MeasuredBackend = {
  /** Milliseconds until all of the answer is here. @throws unless it is a 200 */
  time(path: string): Promise<number>
  /** The answer. @throws unless it is a 200 */
  read<T>(path: string): Promise<T>
  /** For how many milliseconds its event loop stood still, at most, since this was asked last. */
  longestHold(): Promise<number>
  galleryUrl: string
  /** Of one who is signed in. */
  cookie: string
  stop(): Promise<void>
}

export async function startBackend(settings: Record<string, string>): Promise<MeasuredBackend> {
  const running = runProcess(process.execPath, ['--import', TELL_HOLDS, 'backend/src/main.ts'], {
    env: { PORT: '0', ...settings },
  })
  const line = await comeUp('the backend', running, () =>
    running.lines.find((text) => text.startsWith('Sign in: ')),
  )
  const { origin, hash } = new URL(line.slice('Sign in: '.length))
  const answer = await fetch(`${origin}/api/session/code`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: hash.slice('#code='.length) }),
  })
  const cookie = answer.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ')
  const agent = new Agent({ keepAlive: true })
  const time = (path: string) =>
    new Promise<number>((resolve, reject) => {
      const began = performance.now()
      request(new URL(path, origin), { agent, headers: { cookie } }, (response) => {
        response.resume().on('end', () => {
          if (response.statusCode === 200) resolve(performance.now() - began)
          else reject(new Error(`${path}: ${response.statusCode}`))
        })
      })
        .on('error', reject)
        .end()
    })
  const read = async <T>(path: string): Promise<T> => {
    const found = await fetch(`${origin}${path}`, { headers: { cookie } })
    if (!found.ok) throw new Error(`${path}: ${found.status}`)
    return (await found.json()) as T
  }
  let holds = 0
  const longestHold = async (): Promise<number> => {
    const mark = `{"hold":${holds},`
    holds += 1
    process.kill(running.pid, 'SIGUSR2')
    const told = await until('the backend to tell of its event loop', () =>
      running.lines.find((text) => text.startsWith(mark)),
    )
    return (JSON.parse(told) as Hold).longestMs
  }
  return {
    time,
    read,
    longestHold,
    galleryUrl: origin,
    cookie,
    stop: async () => {
      agent.destroy()
      await running.stop()
    },
  }
}
