// A worker and the Telegram it reads from, both real, on loopback; and whoever may sign links for it.
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTelegram } from '@gramreel/telegram-local'
import { createWorker, type Worker, type WorkerConfig } from '../app.ts'
import { keyId } from '../links/link-keys.ts'
import type { Log } from '../log.ts'

export type Telegram = Awaited<ReturnType<typeof startTelegram>>

/** A file in Telegram, as the catalogue would know it. */
export type PostedFile = { fid: string; chat: string; msg: number; size: number; mime: string; name: string }

export type Pair = {
  telegram: Telegram
  worker: Worker
  /** Everything that was logged, as text. */
  logged: () => string
  signer: Signer
  /** Posts a made-up file of any size in the pattern `blocks`. */
  post(file: { name?: string; size: number; mime?: string; dc?: number }): Promise<PostedFile>
  /** Address of a file, with a fresh token. */
  link(file: Omit<PostedFile, 'fid'> & { fid?: string }, claims?: object): string
  /** Calls per method, over all data centres. */
  calls(method: string): Promise<number>
  startWorker(config?: Partial<WorkerConfig>): Promise<Worker>
  close(): Promise<void>
}

export type Signer = { publicPem: string; token(claims: object, header?: object): string }

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

export function createSigner(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    token(claims, header = { alg: 'ES256', typ: 'link+jwt', kid: keyId(publicKey) }) {
      const text = `${encode(header)}.${encode(claims)}`
      const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
      return `${text}.${signature.toString('base64url')}`
    },
  }
}

/** Claims that every rule is kept by, issued now. */
export function goodClaims(file: object, now: number = Math.floor(Date.now() / 1000)) {
  return {
    iss: 'gramreel',
    aud: 'worker-1',
    sub: 'film_1',
    jti: randomUUID(),
    iat: now,
    exp: now + 3600,
    scope: 'stream',
    file,
  }
}

export async function startPair(config: Partial<WorkerConfig> = {}): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), 'gramreel-worker-'))
  const telegram = await startTelegram({ dataDir: join(folder, 'telegram') })
  const signer = createSigner()
  const workers: Worker[] = []
  let text = ''
  const log: Log = (level, message, detail) =>
    (text += `${level} ${message} ${JSON.stringify(detail ?? {})}\n`)

  async function startWorker(more: Partial<WorkerConfig> = {}): Promise<Worker> {
    const worker = await createWorker({
      host: '127.0.0.1',
      port: 0,
      workerId: 'worker-1',
      linkKeys: signer.publicPem,
      backendUrl: undefined,
      apiId: telegram.apiId,
      apiHash: telegram.apiHash,
      botToken: telegram.botToken,
      dataDir: join(folder, 'worker'),
      dcs: addresses(telegram.dcs),
      telegramPublicKey: readFileSync(telegram.publicKey, 'utf8'),
      allowedOrigins: ['http://gallery.test'],
      log,
      ...config,
      ...more,
    })
    workers.push(worker)
    return worker
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the test says what it expects
  async function control<T>(path: string, body?: object): Promise<T> {
    const answer = await fetch(`${telegram.botApi}/control/${path}`, {
      method: body ? 'POST' : 'GET',
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    if (!answer.ok) throw new Error(await answer.text())
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
    return (await answer.json()) as T
  }

  const worker = await startWorker()
  await worker.signedIn
  return {
    telegram,
    worker,
    signer,
    startWorker,
    logged: () => text,
    async post({ name = 'film.mp4', size, mime = 'video/mp4', dc = 2 }) {
      const file = { name, size, mime, dc, chat: telegram.chat, pattern: 'blocks' }
      const { fileId, messageId, chat } = await control<{
        fileId: string
        messageId: number
        chat: string | number
      }>('files', file)
      return { fid: fileId, chat: String(chat), msg: messageId, size, mime, name }
    },
    link(file, claims = {}) {
      const token = signer.token({ ...goodClaims(file), ...claims })
      return `${worker.url}/stream/film_1/${encodeURIComponent(file.name)}?token=${token}`
    },
    async calls(method) {
      const { calls } = await control<{ calls: Record<string, number> }>('stats')
      return calls[method] ?? 0
    },
    async close() {
      await Promise.all(workers.map((each) => each.close()))
      await telegram.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function addresses(dcs: Record<number, string>): { id: number; host: string; port: number }[] {
  return Object.entries(dcs).map(([id, address]) => {
    const [host = '', port = ''] = address.split(':')
    return { id: Number(id), host, port: Number(port) }
  })
}

/** The pattern `blocks` of CONTRACT.md, computed here anew. */
export function blocks(start: number, end: number): Buffer {
  const first = Math.floor(start / 16)
  const count = Math.ceil(end / 16) - first
  const bytes = Buffer.alloc(count * 16, '\0\0\0\0\0\0\0\0GRAMREEL', 'latin1')
  const words = new DataView(bytes.buffer, bytes.byteOffset)
  for (let i = 0; i < count; i++) {
    words.setUint32(i * 16, Math.floor((first + i) / 2 ** 32))
    words.setUint32(i * 16 + 4, (first + i) >>> 0)
  }
  return bytes.subarray(start - first * 16, end - first * 16)
}

/** Status and code of an error answer. */
export async function codeOf(answer: Response): Promise<[number, unknown]> {
  const body: unknown = await answer.json()
  const error: unknown = typeof body === 'object' && body ? Reflect.get(body, 'error') : undefined
  return [answer.status, typeof error === 'object' && error ? Reflect.get(error, 'code') : undefined]
}
