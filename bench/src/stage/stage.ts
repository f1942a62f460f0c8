// One telegram-local and one reader for everybody who is measured, and the doors of those. No backend: links are signed here.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TelegramFacts } from '@gramreel/telegram-local'
import { runProgram, type Running } from '../../../e2e/src/support/run-process.ts'
import { startReader, type Reader } from '../reader/reader.ts'
import { comeUp } from './come-up.ts'
import { limitCpu, type Limit } from './limit-cpu.ts'
import { createSigner } from './links.ts'
import { startNginx } from './nginx.ts'
import type { Film, Server } from './server.ts'
import { startStock, type StockOptions } from './stock.ts'
import { startWorker, type WorkerOptions } from './worker.ts'

export type Stage = {
  folder: string
  reader: Reader
  telegram: Running
  /** Adds a film in the pattern `blocks`; nobody has read it yet. */
  addFilm(size: number): Promise<Film>
  addFilms(count: number, size: number): Promise<Film[]>
  startWorker(options?: WorkerOptions): Promise<Server>
  startStock(options?: StockOptions): Promise<Server>
  /** Lets the server read from a film of its own, so that its code is compiled before anything is measured. */
  warmUp(server: Server, bytes?: number): Promise<void>
  /** A file of that size on disk; undefined, and a line about it, where there is no nginx. */
  startNginx(size: number): Promise<Server | undefined>
  /** Delays each of Telegram's messages: the round trip is as long. */
  setLatency(ms: number): Promise<void>
  /** Bytes that left telegram-local for MTProto clients so far. */
  sentByTelegram(): Promise<number>
  /** A control group for a share of a core; removed at the end. @throws where none may be made. */
  limitCpu(share: number): Promise<Limit>
  /** Nobody serves, nobody reads, no latency: as at the start. */
  clear(): Promise<void>
  close(): Promise<void>
}

export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'gramreel bench '))
  const signer = createSigner()
  const ports = ['--port', '0', '--bot-api-port', '0']
  const telegram = runProgram(
    'telegram-local/src/main.ts',
    ports.concat('--quiet', '--data', join(folder, 'telegram')),
  )
  const line = await comeUp('telegram-local', telegram, () =>
    telegram.lines.find((text) => text.startsWith('{"dcs"')),
  )
  const facts = JSON.parse(line) as TelegramFacts
  const reader = startReader()
  const servers = new Set<Server>()
  const limits = new Set<Limit>()
  let films = 0

  async function control<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${facts.botApi}/control/${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`control/${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  async function keep<T extends Server | undefined>(starting: Promise<T>): Promise<T> {
    const server = await starting
    if (server === undefined) return server
    servers.add(server)
    return server
  }

  async function addFilm(size: number): Promise<Film> {
    const name = `film ${++films}.mp4`
    const file = { name, size, mime: 'video/mp4', pattern: 'blocks' }
    const added = await control<{ fileId: string; messageId: number; chat: string | number }>(
      'POST',
      'files',
      file,
    )
    return { name, size, fileId: added.fileId, message: added.messageId, chat: String(added.chat) }
  }

  async function setLatency(latencyMs: number): Promise<void> {
    await control('DELETE', 'faults')
    if (latencyMs > 0) await control('POST', 'faults', { fault: 'slow', latencyMs })
  }

  const stopServers = async (): Promise<void> => {
    await Promise.all([...servers].map((server) => server.stop()))
    servers.clear()
  }

  return {
    folder,
    reader,
    telegram,
    addFilm,
    async addFilms(count, size) {
      const added: Film[] = []
      for (let i = 0; i < count; i++) added.push(await addFilm(size))
      return added
    },
    startWorker: (options) => keep(startWorker({ folder, facts, signer }, options)),
    startStock: (options) => keep(startStock(facts, options)),
    startNginx: (size) => keep(startNginx(folder, size)),
    setLatency,
    async warmUp(server, bytes = 64 * 2 ** 20) {
      const film = await addFilm(2 * bytes)
      await reader.tell('together', [{ url: server.url(film), start: 0, end: bytes }])
    },
    async sentByTelegram() {
      const { dcs } = await control<{ dcs: Record<string, { bytes: { out: number } }> }>('GET', 'stats')
      return Object.values(dcs).reduce((sum, { bytes }) => sum + bytes.out, 0)
    },
    async limitCpu(share) {
      const limit = await limitCpu(share)
      limits.add(limit)
      return limit
    },
    async clear() {
      await reader.tell('letGo')
      await stopServers()
      await setLatency(0)
    },
    async close() {
      await reader.close()
      await stopServers()
      await telegram.stop()
      await Promise.all([...limits].map((limit) => limit.remove()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}
