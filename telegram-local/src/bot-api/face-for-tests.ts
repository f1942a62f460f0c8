// A Bot API face over a new world in a temporary folder, and a small client of it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { controlRoutes } from '../control/routes.ts'
import { sumStats } from '../control/stats.ts'
import { createFaults, type Faults } from '../faults.ts'
import { isRecord } from '../guards.ts'
import type { Caller } from '../mtproto/service.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world/open-world.ts'
import { startBotApi } from './server.ts'

type Values = Record<string, unknown>

export type Answer = { status: number; body: Values; headers: Headers }

export type Face = {
  url: string
  world: World
  faults: Faults
  token: string
  chat: number
  /** A private chat: the default person. */
  person: number
  dataDir: string
  /** POST with JSON, by the default bot. */
  call(method: string, values?: Values, options?: { token?: string; signal?: AbortSignal }): Promise<Answer>
  /** POST with multipart; Blob values are files. */
  form(method: string, values: Record<string, string | Blob>, name?: string): Promise<Answer>
  /** The `result` of a call that succeeds; throws with the description of one that does not. */
  result<T = Values>(method: string, values?: Values): Promise<T>
  control(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** A post of the default person with a made-up file. */
  post(fields?: Values): Promise<{ fileId: string; messageId: number; chat: string }>
  /** Ends, and starts anew over the same folder and port. */
  restart(): Promise<Face>
  close(): Promise<void>
}

export async function startFace(
  options: { dataDir?: string; port?: number; callers?: Caller[] } = {},
): Promise<Face> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'telegram-local-')))
  const world = openWorld({ dataDir, dcIds: [2, 4] })
  const faults = createFaults()
  const duplicates = { detect: false, found: 0 }
  const api = await startBotApi({
    world,
    faults,
    host: '127.0.0.1',
    port: options.port ?? 0,
    log: () => {},
    webhookRetryMs: 40,
    extend: (app) =>
      controlRoutes(app, {
        world,
        faults,
        callers: () => options.callers ?? [],
        duplicates,
        stats: () => sumStats({}, api.stats(), duplicates.found),
      }),
  })
  const { token } = world.defaultBot

  const face: Face = {
    url: api.url,
    world,
    faults,
    token,
    chat: world.defaultChannel.id,
    person: world.defaultUser.id,
    dataDir,
    call: (method, values = {}, { token: other = token, signal } = {}) =>
      ask(`${api.url}/bot${other}/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(values),
        ...(signal && { signal }),
      }),
    form(method, values, name = 'file.bin') {
      const body = new FormData()
      for (const [field, value] of Object.entries(values)) {
        if (typeof value === 'string') body.set(field, value)
        else body.set(field, value, name)
      }
      return ask(`${api.url}/bot${token}/${method}`, { method: 'POST', body })
    },
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the test says what it expects
    async result<T>(method: string, values?: Values): Promise<T> {
      const { body } = await face.call(method, values)
      if (body['ok'] !== true) throw new Error(String(body['description']))
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
      return body['result'] as T
    },
    control: (method, path, body, headers = {}) =>
      ask(`${api.url}/control${path}`, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    async post(fields = {}) {
      const made = { name: 'film.mp4', size: 1 << 20, mime: 'video/mp4', pattern: 'blocks', ...fields }
      const { body, status } = await face.control('POST', '/files', made)
      if (status !== 200) throw new Error(JSON.stringify(body))
      return {
        fileId: String(body['fileId']),
        messageId: Number(body['messageId']),
        chat: String(body['chat']),
      }
    },
    async restart() {
      await api.close()
      world.close()
      return startFace({ ...options, dataDir, port: Number(new URL(api.url).port) })
    },
    async close() {
      await api.close()
      world.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  return face
}

async function ask(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init)
  const body: unknown = await response.json()
  if (!isRecord(body)) throw new Error('the answer is no JSON object')
  return { status: response.status, body, headers: response.headers }
}

/** The bytes of the pattern `blocks`, made without the code under test. */
export function blocks(offset: number, length: number): Buffer {
  const first = Math.floor(offset / 16)
  const bytes = Buffer.alloc((Math.ceil((offset + length) / 16) - first) * 16, '\0\0\0\0\0\0\0\0GRAMREEL')
  for (let at = 0; at < bytes.length; at += 16) bytes.writeBigUInt64BE(BigInt(first + at / 16), at)
  return bytes.subarray(offset - first * 16, offset - first * 16 + length)
}
