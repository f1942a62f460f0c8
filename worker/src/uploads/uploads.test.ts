// Uploads from a browser through a real worker to a real Telegram of ours; the backend is one that remembers, as the contract says.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hash } from '../testing/bytes.ts'
import { ask, fingerprintOf, patch, sendAll } from '../testing/send-upload.ts'
import { goodClaims, type Pair, startPair } from '../testing/start-pair.ts'
import { startUploadBackend, type UploadMemory } from '../testing/upload-backend.ts'
import type { Worker } from '../app.ts'
import type { UploadJob } from '@gramreel/contracts/uploads'

const PART = 512 * 1024
const MIB = 1024 * 1024
const SOAK = Number(process.env['GRAMREEL_SOAK'] ?? 1)
vi.setConfig({ testTimeout: 60_000 * SOAK })

let pair: Pair
let backend: UploadMemory
let worker: Worker

const settings = () => ({ backendUrl: backend.url, dataDir: undefined, uploadsLookMs: 200 })
beforeAll(async () => {
  pair = await startPair()
  backend = await startUploadBackend(pair.telegram.botToken, pair.telegram.chat)
  await control('/duplicates', { method: 'POST', body: JSON.stringify({ detect: true }) })
  worker = await pair.startWorker(settings())
  await worker.signedIn
})
afterAll(async () => {
  await pair.close()
  backend.close()
})

const control = async (path: string, init: RequestInit = {}): Promise<unknown> => {
  const headers = { 'content-type': 'application/json' }
  return (await fetch(`${pair.telegram.botApi}/control${path}`, { headers, ...init })).json()
}

const urlOf = (job: UploadJob, claims: object = {}, base = worker.url) => {
  const file = { chat: job.chat, msg: 1, size: job.size, mime: job.mime, name: job.name }
  const token = pair.signer.token({ ...goodClaims(file), sub: job.id, scope: 'upload', ...claims })
  return `${base}/upload/${job.id}?token=${token}`
}
const isDone = (job: UploadJob) =>
  vi.waitFor(() => expect(backend.jobs.get(job.id)?.stage).toBe('done'), { timeout: 20_000, interval: 20 })
const messages = () => {
  const { world } = pair.telegram
  const last = world.lastMessageId(world.defaultChannel.id)
  return Array.from({ length: last }, (_, i) => world.messageInBox(world.defaultChannel.id, i + 1))
}
/** SHA-256 of what Telegram has, read back by another worker's ordinary road. */
const hashAtTelegram = async (job: UploadJob) => {
  const [posted] = backend.posted.get(job.id) ?? []
  if (!posted) throw new Error('it was not posted')
  const { name, mime, size, chat } = job
  const answer = await fetch(
    pair.link({ fid: posted.file.fileId, chat, msg: posted.messageId, size, mime, name }),
  )
  return hash(Buffer.from(await answer.arrayBuffer()))
}

describe('an upload', () => {
  it.each([
    ['a byte', 1],
    ['one part', PART],
    ['one part and a byte', PART + 1],
    ['10 MiB, the most of the small way', 10 * MIB],
    ['a byte more, the least of the large one', 10 * MIB + 1],
  ])('of %s arrives at Telegram as it was', async (_, size) => {
    const content = randomBytes(size)
    const job = backend.begin({ size, caption: 'At the sea', fingerprint: fingerprintOf(content) })
    await sendAll(urlOf(job), content)
    await isDone(job)
    expect(await hashAtTelegram(job)).toBe(hash(content))
    const message = messages().at(-1)
    expect(message).toMatchObject({ text: 'At the sea', media: { name: 'film.mp4', mime: 'video/mp4' } })
  })

  it('R07: goes up on a key of its own, beside the films that are read', async () => {
    const content = randomBytes(8 * MIB)
    const job = backend.begin({ size: content.length, fingerprint: fingerprintOf(content) })
    await Promise.all([
      sendAll(urlOf(job), content),
      ...Array.from({ length: 4 }, async () => {
        await fetch(pair.link(await pair.post({ size: 4 * MIB }))).then((answer) => answer.arrayBuffer())
      }),
    ])
    await isDone(job)
    expect(await control('/stats')).toMatchObject({ duplicates: 0 })
  })

  it('is shown as a film with its measures and its picture', async () => {
    const content = randomBytes(PART)
    const jpeg = Buffer.concat([Buffer.from('ffd8ffe000104a46494600', 'hex'), randomBytes(400)])
    const job = backend.begin({
      size: PART,
      width: 640,
      height: 360,
      durationSeconds: 12.5,
      thumbnail: jpeg.toString('base64'),
    })
    await sendAll(urlOf(job), content)
    await isDone(job)
    expect(messages().at(-1)?.media).toMatchObject({
      shownAs: 'video',
      width: 640,
      height: 360,
      duration: 12.5,
      supportsStreaming: true,
    })
  })

  it('answers how far Telegram has it, in whole parts', async () => {
    const content = randomBytes(5 * PART)
    const job = backend.begin({ size: content.length })
    const url = urlOf(job)
    expect(await ask('HEAD', url)).toMatchObject({
      status: 200,
      offset: 0,
      headers: { 'upload-length': String(5 * PART) },
    })
    expect(await patch(url, 0, content.subarray(0, 2 * PART + 100))).toMatchObject({
      status: 204,
      offset: 2 * PART,
    })
    expect(backend.jobs.get(job.id)?.received).toBe(2 * PART)
    expect(await ask('HEAD', url)).toMatchObject({ offset: 2 * PART })
  })

  it('may be begun by any client of tus', async () => {
    const job = backend.begin({ size: 1000 })
    const url = urlOf(job)
    const created = await ask('POST', url, { 'upload-length': '1000' })
    expect([created.status, created.headers.location]).toEqual([201, url])
    expect((await ask('POST', url, { 'upload-length': '1001' })).code).toBe('upload_wrong_size')
  })

  it('is open to pages of the gallery, and to no others', async () => {
    const url = urlOf(backend.begin({ size: 1000 }))
    const of = async (method: string, origin: string) =>
      (await ask(method, url, { origin, 'access-control-request-method': 'PATCH' })).headers
    const preflight = await of('OPTIONS', 'http://gallery.test')
    expect(preflight['access-control-allow-methods']).toContain('PATCH')
    expect(preflight['access-control-allow-headers']).toContain('Upload-Offset')
    const answered = await of('HEAD', 'http://gallery.test')
    expect(answered['access-control-allow-origin']).toBe('http://gallery.test')
    expect(answered['access-control-expose-headers']).toContain('Upload-Offset')
    for (const method of ['OPTIONS', 'HEAD'])
      expect((await of(method, 'http://elsewhere.test'))['access-control-allow-origin']).toBeUndefined()
  })
})

const codeOf = async (url: string) => {
  const answer = await patch(url, 0, randomBytes(1000))
  return [answer?.status, answer?.code]
}

describe('S44: who', () => {
  it('has a token for watching, for another upload, an old one or none, sends nothing', async () => {
    const job = backend.begin({ size: 1000 })
    expect(await codeOf(urlOf(job, { scope: 'stream' }))).toEqual([403, 'link_forbidden'])
    expect(await codeOf(urlOf(job, { sub: 'another' }))).toEqual([403, 'link_forbidden'])
    expect(await codeOf(urlOf(job, { aud: 'worker-2' }))).toEqual([403, 'link_forbidden'])
    const old = Math.floor(Date.now() / 1000) - 7000
    expect(await codeOf(urlOf(job, { iat: old, exp: old + 3600 }))).toEqual([401, 'link_expired'])
    expect(await codeOf(`${worker.url}/upload/${job.id}`)).toEqual([401, 'link_missing'])
    const film = await fetch(urlOf(job).replace('/upload/', '/stream/').replace('?', '/film.mp4?'))
    expect(film.status).toBe(403)
    expect(backend.jobs.get(job.id)?.received).toBe(0)
  })

  it('lies about the size is refused, before or while it comes', async () => {
    const job = backend.begin({ size: PART + 10 })
    const url = urlOf(job)
    expect(await patch(url, 0, randomBytes(PART + 11))).toMatchObject({
      status: 413,
      code: 'upload_wrong_size',
    })
    const endless = await fetch(url, {
      method: 'PATCH',
      headers: {
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      },
      body: new ReadableStream({ pull: (controller) => controller.enqueue(randomBytes(65_536)) }),
      duplex: 'half',
    }).catch(() => undefined)
    expect(endless?.status ?? 413).toBe(413)
    expect(backend.jobs.get(job.id)?.stage).not.toBe('done')
  })

  it('sends from another place than where we are is told 409, and who sends by spoonfuls 400', async () => {
    const url = urlOf(backend.begin({ size: 4 * PART }))
    expect(await patch(url, PART, randomBytes(PART))).toMatchObject({ status: 409, code: 'upload_offset' })
    expect(await patch(url, 0, randomBytes(1000))).toMatchObject({ status: 400 })
  })

  it('names an upload that is unknown or cancelled is told 404, also in the middle of it', async () => {
    const content = randomBytes(3 * PART)
    const job = backend.begin({ size: content.length })
    const url = urlOf(job)
    await patch(url, 0, content.subarray(0, PART))
    backend.jobs.delete(job.id)
    expect(await patch(url, PART, content.subarray(PART, 2 * PART))).toMatchObject({ status: 404 })
    expect(await ask('HEAD', url)).toMatchObject({ status: 404 })
  })

  it('changes the file while it is sent is told so, and nothing is posted', async () => {
    const content = randomBytes(2 * PART)
    const job = backend.begin({ size: content.length, fingerprint: fingerprintOf(randomBytes(10)) })
    await sendAll(urlOf(job), content)
    await vi.waitFor(() => expect(backend.failures.get(job.id)).toBe('changed'), { timeout: 5000 })
    expect(backend.posted.get(job.id)).toBeUndefined()
  })
})

const told = () =>
  backend.asked
    .filter(({ method, path }) => method === 'POST' && path.endsWith('/uploads'))
    .flatMap(({ body }) => Object.values(body ?? {}))

it('a worker tells the backend how much its account may send: 2 GB, or 4 GB', async () => {
  const { world } = pair.telegram
  await vi.waitFor(() => expect(told()).toContain(4000 * PART), { timeout: 5000 })
  const { token } = world.addBot({ firstName: 'Rich', username: 'rich_bot', isPremium: true })
  const rich = await pair.startWorker({ ...settings(), botToken: token })
  await vi.waitFor(() => expect(told()).toContain(8000 * PART), { timeout: 10_000 })
  await rich.close()
})

it('a token that ran out is renewed in the middle, and the upload goes on', async () => {
  const content = randomBytes(3 * PART)
  const job = backend.begin({ size: content.length })
  await patch(urlOf(job), 0, content.subarray(0, PART))
  const old = Math.floor(Date.now() / 1000) - 7000
  expect(await patch(urlOf(job, { iat: old, exp: old + 3600 }), PART, content.subarray(PART))).toMatchObject({
    code: 'link_expired',
  })
  await sendAll(urlOf(job), content)
  await isDone(job)
  expect(await hashAtTelegram(job)).toBe(hash(content))
})

it('FLOOD_WAIT and broken lines are waited out', async () => {
  const { faults } = pair.telegram
  faults.add({ fault: 'flood-wait', method: 'upload.saveFilePart', seconds: 1, times: 1, after: 2 })
  faults.add({ fault: 'drop-connection', method: 'upload.saveFilePart', times: 1, after: 5 })
  faults.add({
    fault: 'rpc-error',
    method: 'messages.uploadMedia',
    code: 500,
    message: 'RPC_CALL_FAIL',
    times: 1,
  })
  const content = randomBytes(8 * PART)
  const job = backend.begin({ size: content.length })
  await sendAll(urlOf(job), content)
  await isDone(job)
  faults.clear()
  expect(await hashAtTelegram(job)).toBe(hash(content))
})

it('parts that Telegram lost are asked for again', async () => {
  const { faults } = pair.telegram
  faults.add({
    fault: 'rpc-error',
    method: 'messages.uploadMedia',
    code: 400,
    message: 'FILE_PART_1_MISSING',
    times: 1,
  })
  const content = randomBytes(3 * PART)
  const job = backend.begin({ size: content.length, fingerprint: fingerprintOf(content) })
  await sendAll(urlOf(job), content)
  await vi.waitFor(
    () => expect(backend.jobs.get(job.id)).toMatchObject({ received: 0, stage: 'receiving' }),
    { timeout: 10_000 },
  )
  faults.clear()
  await sendAll(urlOf(job), content)
  await isDone(job)
  expect(await hashAtTelegram(job)).toBe(hash(content))
})

it('R18: whatever is not answered when it is posted, one message comes of it', async () => {
  const { faults } = pair.telegram
  const before = messages().length
  const troubles: (() => void)[] = [
    () => faults.add({ fault: 'drop-connection', method: 'messages.sendMedia', afterBytes: 0, times: 1 }),
    () => faults.add({ fault: 'drop-connection', method: 'messages.uploadMedia', afterBytes: 0, times: 1 }),
    () =>
      faults.add({
        fault: 'rpc-error',
        method: 'messages.sendMedia',
        code: 400,
        message: 'FILE_REFERENCE_EXPIRED',
        times: 1,
      }),
    ...['progress', 'turn', 'media', 'posted'].flatMap((path) =>
      [false, true].map(
        (after) => () => void backend.faults.push({ path: new RegExp(`/${path}$`), times: 1, after }),
      ),
    ),
  ]
  for (const [i, trouble] of troubles.entries()) {
    const content = randomBytes(1000 + i)
    const job = backend.begin({ size: content.length, after: messages().length })
    trouble()
    await patch(urlOf(job), 0, content)
    await sendAll(urlOf(job), content).catch(() => {})
    await isDone(job)
    expect(messages().length, `after trouble ${i}`).toBe(before + i + 1)
    expect(await hashAtTelegram(job)).toBe(hash(content))
  }
  faults.clear()
})

it('S44: cut at random bytes, and with a new worker now and then, it is one file with the same bytes', async () => {
  const cuts = 30 * SOAK
  const content = randomBytes(6 * PART + 12_345)
  const before = messages().length
  let made = 0
  for (let done = 0; done < cuts; made++) {
    const job = backend.begin({ size: content.length, fingerprint: fingerprintOf(content), after: before })
    for (let steps = 0; ; steps++) {
      const { offset } = await ask('HEAD', urlOf(job))
      const left = content.length - offset
      if (left === 0) break
      const cutAfter = Math.floor(Math.random() * Math.min(left, 2 * MIB))
      const isLastStep = steps > 12
      await patch(urlOf(job), offset, content.subarray(offset), isLastStep ? {} : { cutAfter })
      if (++done % 7 === 0) {
        await worker.close()
        worker = await pair.startWorker(settings())
        await worker.signedIn
      }
    }
    await isDone(job)
    expect(await hashAtTelegram(job)).toBe(hash(content))
  }
  expect(messages().length, 'none is there twice').toBe(before + made)
  expect(
    [...backend.jobs.values()].filter(({ stage }) => stage === 'posting'),
    'no orphan',
  ).toEqual([])
})
