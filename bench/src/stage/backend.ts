// The backend as a process, and one browser that is signed in to it.
import { Agent, request } from 'node:http'
import { runProgram } from '../../../e2e/src/support/run-process.ts'
import { comeUp } from './come-up.ts'

export type MeasuredBackend = {
  /** Milliseconds until all of the answer is here. @throws unless it is a 200 */
  time(path: string): Promise<number>
  galleryUrl: string
  /** Of one who is signed in. */
  cookie: string
  stop(): Promise<void>
}

export async function startBackend(settings: Record<string, string>): Promise<MeasuredBackend> {
  const running = runProgram('backend/src/main.ts', [], { PORT: '0', ...settings })
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
  return {
    time,
    galleryUrl: origin,
    cookie,
    stop: async () => {
      agent.destroy()
      await running.stop()
    },
  }
}
