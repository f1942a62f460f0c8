// The whole product, each part a process of its own on free ports, with one data folder that is removed at the end.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TelegramFacts } from '@gramreel/telegram-local'
import { freePorts } from './free-port.ts'
import { runProgram, type Running } from './run-process.ts'
import { telegramEnv } from './telegram-settings.ts'
import { answers, until } from './until.ts'

export type Product = {
  dataDir: string
  galleryUrl: string
  workerUrl: string
  telegram: TelegramFacts
  /** The sign-in link of the backend's latest start. */
  signInUrl(): string
  processes: { telegram: Running; backend: Running; worker: Running | undefined }
  /** Starts a part again, with the same settings, after it was ended or killed. */
  restart(part: 'telegram' | 'backend' | 'worker'): Promise<void>
  /** POST to telegram-local's control API. */
  control(path: string, body: object): Promise<Record<string, unknown>>
  clearFaults(): Promise<void>
  close(): Promise<void>
}

export type ProductOptions = {
  /** False: no worker is set up. */
  worker?: boolean
  backendEnv?: Record<string, string>
  workerEnv?: Record<string, string>
  /** Where the worker listens, and where browsers reach it; both loopback when left out. */
  workerHost?: { listensOn: string; isReachedAt: string }
}

const signInUrlOf = (running: Running): string | undefined =>
  running.lines.flatMap((line) => /https?:\/\/[^\s"]+\/welcome#code=[\w-]+/.exec(line) ?? []).at(-1)

export async function startProduct({
  worker = true,
  backendEnv = {},
  workerEnv = {},
  workerHost = { listensOn: '127.0.0.1', isReachedAt: '127.0.0.1' },
}: ProductOptions = {}): Promise<Product> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gramreel e2e '))
  const [telegramPort = 0, galleryPort = 0, workerPort = 0, botApiPort = 0] = await freePorts(4)
  const galleryUrl = `http://127.0.0.1:${galleryPort}`
  const workerUrl = `http://${workerHost.isReachedAt}:${workerPort}`

  const startTelegram = async (): Promise<[Running, TelegramFacts]> => {
    const ports = ['--port', `${telegramPort}`, '--bot-api-port', `${botApiPort}`]
    const running = runProgram('telegram-local/src/main.ts', [...ports, '--data', join(dataDir, 'telegram')])
    const line = await upOrSay(running, 'telegram-local', () =>
      running.lines.find((text) => text.startsWith('{"dcs"')),
    )
    return [running, JSON.parse(line) as TelegramFacts]
  }
  const [firstTelegram, telegram] = await startTelegram()

  const startBackend = async (): Promise<Running> => {
    const running = runProgram('backend/src/main.ts', [], {
      PORT: `${galleryPort}`,
      DATA_DIR: join(dataDir, 'backend'),
      PUBLIC_URL: galleryUrl,
      TELEGRAM_BOT_TOKEN: telegram.botToken,
      TELEGRAM_BOT_API_URL: telegram.botApi,
      TELEGRAM_CHATS: 'any',
      ...(worker && { WORKER_URL: workerUrl }),
      ...backendEnv,
    })
    await upOrSay(
      running,
      'the backend',
      async () => (await answers(`${galleryUrl}/health`)) && signInUrlOf(running),
    )
    return running
  }
  const startWorker = async (): Promise<Running> => {
    const running = runProgram('worker/src/main.ts', [], {
      PORT: `${workerPort}`,
      HOST: workerHost.listensOn,
      DATA_DIR: join(dataDir, 'worker'),
      BACKEND_URL: galleryUrl,
      ALLOWED_ORIGINS: galleryUrl,
      ...telegramEnv(telegram),
      ...workerEnv,
    })
    await upOrSay(running, 'the worker', async () => await answers(`${workerUrl}/ready`))
    return running
  }

  const processes: Product['processes'] = {
    telegram: firstTelegram,
    backend: await startBackend(),
    worker: undefined,
  }
  if (worker) processes.worker = await startWorker()

  return {
    dataDir,
    galleryUrl,
    workerUrl,
    telegram,
    processes,
    signInUrl: () => signInUrlOf(processes.backend) ?? '',
    async restart(part) {
      await processes[part]?.stop()
      if (part === 'telegram') [processes.telegram] = await startTelegram()
      else if (part === 'backend') processes.backend = await startBackend()
      else processes.worker = await startWorker()
    },
    async control(path, body) {
      const answer = await fetch(`${telegram.botApi}/control/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (!answer.ok) throw new Error(`control/${path}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as Record<string, unknown>
    },
    async clearFaults() {
      await fetch(`${telegram.botApi}/control/faults`, { method: 'DELETE' })
    },
    async close() {
      await Promise.all([processes.worker?.stop(), processes.backend.stop()])
      await processes.telegram.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Waits until it is up; when it dies instead, its own words are the error. */
async function upOrSay<T>(
  running: Running,
  name: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const died = running.ended.then(({ code, signal }) => {
    throw new Error(`${name} ended (${code ?? signal}):\n${running.lines.slice(-20).join('\n')}`)
  })
  died.catch(() => {})
  try {
    return await Promise.race([until(`${name} to be up`, ask), died])
  } catch (error) {
    await running.stop()
    throw error
  }
}
