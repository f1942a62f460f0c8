// A film of two gigabytes goes up, through the real backend and worker into Telegram: what it costs the worker, and what of it the
// worker holds. The sender is no browser; it sends as fast as it is let, by tus, 32 MiB a request.
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { signIn } from '../../../e2e/src/support/api-client.ts'
import { startProduct } from '../../../e2e/src/support/product.ts'
import { until } from '../../../e2e/src/support/until.ts'
import type { BegunUpload, UploadItem } from '@gramreel/contracts/uploads'
import type { Findings, Scale } from '../figures.ts'
import { GIGABYTE, meter } from '../meter.ts'
import type { Stage } from '../stage/stage.ts'

const MIB = 2 ** 20
const STEP_BYTES = 32 * MIB
const PIECE = Buffer.alloc(MIB, 'gramreel')

/** Sends this many bytes from there, in step with the receiver; answers how far Telegram has it. */
async function send(url: string, offset: number, length: number): Promise<number> {
  const sent = request(url, {
    method: 'PATCH',
    headers: {
      'tus-resumable': '1.0.0',
      'upload-offset': String(offset),
      'content-type': 'application/offset+octet-stream',
      'content-length': String(length),
    },
  })
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>
  for (let left = length; left > 0; left -= MIB) {
    if (!sent.write(PIECE.subarray(0, Math.min(MIB, left)))) await once(sent, 'drain')
  }
  sent.end()
  const [answer] = await answered
  answer.resume()
  if (answer.statusCode !== 204) throw new Error(`an upload was answered ${answer.statusCode}`)
  return Number(answer.headers['upload-offset'])
}

export async function measureUpload(_: Stage, { pick }: Scale): Promise<Findings> {
  const size = pick(2 * GIGABYTE, GIGABYTE / 10)
  const product = await startProduct()
  try {
    const api = await signIn(product)
    // So that the channel is known.
    await product.control('files', { name: 'First.mp4', size: 1000, mime: 'video/mp4', pattern: 'blocks' })
    await api.find('First')
    const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
      const answer = await fetch(`${product.galleryUrl}${path}`, {
        method,
        headers: { cookie: api.cookie, origin: product.galleryUrl, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      })
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as T
    }
    const begun = await call<BegunUpload>('POST', '/api/uploads', { name: 'Up.bin', size, mime: 'video/mp4' })
    if (begun.kind !== 'upload') throw new Error('it is there already')
    const { url, upload } = begun
    const worker = product.processes.worker?.pid
    const began = performance.now()
    const { cpu, memory } = await meter([worker ?? 0, product.processes.telegram.pid], async () => {
      let offset = 0
      while (offset < size) offset = await send(url, offset, Math.min(STEP_BYTES, size - offset))
    })
    const seconds = (performance.now() - began) / 1000
    await until('the post', async () => {
      return (await call<UploadItem>('GET', `/api/uploads/${upload.id}`)).stage === 'done'
    })
    const perGb = (used: number | undefined) => ((used ?? Number.NaN) / size) * GIGABYTE
    return {
      rows: [
        { what: 'CPU-s per GB sent up', digits: 1, worker: [perGb(cpu[0])], target: '' },
        { what: 'MB/s sent up', digits: 1, worker: [size / 1e6 / seconds], target: '' },
        {
          what: 'RSS, MiB, while 2 GB go up',
          digits: 0,
          worker: [memory],
          target: '≤ 256',
          isMet: memory <= 256,
        },
      ],
      remarks: [
        `Uploads: ${size / 1e6} MB by one sender, into telegram-local on the same machine, which took ${perGb(cpu[1]).toFixed(1)} CPU-s per GB itself.`,
      ],
    }
  } finally {
    await product.close()
  }
}
