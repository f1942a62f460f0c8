// What a backend remembers of uploads, for tests of the worker: over restarts of the worker, and with calls that fail.
import type { ServerResponse } from 'node:http'
import type { PostedUpload, UploadedMedia, UploadFailure, UploadJob } from '@gramreel/contracts/uploads'
import { type Asked, startFakeBackend } from './fake-backend.ts'

export type UploadMemory = Awaited<ReturnType<typeof startUploadBackend>>

const say = (response: ServerResponse, status: number, body?: object) =>
  response.writeHead(status).end(body && JSON.stringify(body))

export async function startUploadBackend(token: string, chat: string) {
  const jobs = new Map<string, UploadJob>()
  const posted = new Map<string, PostedUpload[]>()
  const failures = new Map<string, UploadFailure>()
  /** The next calls whose address matches are not answered well; `after`: but done all the same. */
  const faults: { path: RegExp; times: number; after: boolean }[] = []
  let count = 0

  function perform({ method, path, body }: Asked): [status: number, body?: object] {
    const [, , , , , id, act] = path.split('/')
    if (id === undefined)
      return [
        200,
        { uploads: [...jobs.values()].filter(({ stage }) => stage === 'posting').map((job) => job.id) },
      ]
    const job = jobs.get(id)
    if (!job) return [404]
    if (method === 'GET') return [200, job]
    const told = typeof body === 'object' && body !== null ? body : {}
    if (act === 'progress') {
      Object.assign(job, told)
      job.stage = job.received === job.size ? 'posting' : 'receiving'
      return [204]
    }
    if (act === 'turn') return [200, { turn: job.stage === 'posting' ? 'post' : 'over' }]
    if (act === 'media') {
      const media: unknown = Reflect.get(told, 'media')
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test looks at what came of it
      if ((job.media?.id ?? null) === Reflect.get(told, 'replaces')) job.media = media as UploadedMedia
      return [200, { media: job.media ?? undefined }]
    }
    if (act === 'posted') {
      job.stage = 'done'
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
      posted.set(id, [...(posted.get(id) ?? []), told as PostedUpload])
      return [204]
    }
    job.stage = 'failed'
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
    failures.set(id, Reflect.get(told, 'failure') as UploadFailure)
    return [204]
  }

  const backend = await startFakeBackend(token, (asked, response) => {
    if (!asked.path.includes('/uploads')) {
      say(response, asked.path.includes('withdrawn') ? 200 : 404, { grants: [], next: 0 })
      return
    }
    const fault = faults.find(({ path, times }) => times > 0 && path.test(`${asked.method} ${asked.path}`))
    if (fault) fault.times--
    if (!asked.isSigned) say(response, 401)
    else if (fault && !fault.after) say(response, 503)
    else {
      const [status, body] = perform(asked)
      if (fault) response.destroy()
      else say(response, status, body)
    }
  })

  return {
    ...backend,
    jobs,
    posted,
    failures,
    faults,
    begin(fields: Partial<UploadJob> & { size: number }): UploadJob {
      const job: UploadJob = {
        id: `upload_${++count}_${Date.now().toString(36)}`,
        chat,
        name: 'film.mp4',
        mime: 'video/mp4',
        caption: '',
        as: 'file',
        randomId: String(BigInt(Date.now()) * 1000n + BigInt(count)),
        received: 0,
        chain: null,
        stage: 'receiving',
        media: null,
        after: 0,
        ...fields,
      }
      jobs.set(job.id, job)
      return job
    },
  }
}
