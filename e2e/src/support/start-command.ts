// `npm start`, as a newcomer runs it, in this checkout, but with ports and a data folder of its own.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from './free-port.ts'
import { COMPILED, runProcess, type Running } from './run-process.ts'
import { until } from './until.ts'

export type StartCommand = {
  running: Running
  dataDir: string
  ports: { gallery: number; worker: number; telegram: number; botApi: number }
  /** From its last two lines. */
  galleryUrl: string
  signInUrl(): string
  close(): Promise<void>
}

/** Settings of a developer's own `.env` must not reach in: an empty one counts as not set, and wins. */
const NOTHING = Object.fromEntries(
  ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_API_ID', 'TELEGRAM_API_HASH', 'TELEGRAM_DCS']
    .concat(['HOST', 'PUBLIC_URL', 'WORKER_URL', 'BACKEND_URL', 'DIRECT_LINKS'])
    .map((name) => [name, '']),
)

/** Runs it without waiting for anything. */
export async function runStart(env: Record<string, string> = {}): Promise<Omit<StartCommand, 'galleryUrl'>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gramreel start '))
  const [gallery = 0, worker = 0, telegram = 0, botApi = 0] = await freePorts(4)
  const running = runProcess(process.execPath, ['scripts/start.js'], {
    env: {
      ...COMPILED,
      ...NOTHING,
      PORT: `${gallery}`,
      WORKER_PORT: `${worker}`,
      TELEGRAM_PORT: `${telegram}`,
      BOT_API_PORT: `${botApi}`,
      DATA_DIR: dataDir,
      ...env,
    },
  })
  const told = (label: string): string =>
    running.lines
      .findLast((line) => line.startsWith(`${label}:`))
      ?.slice(label.length + 1)
      .trim() ?? ''
  return {
    running,
    dataDir,
    ports: { gallery, worker, telegram, botApi },
    signInUrl: () => told('Sign in'),
    async close() {
      await running.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Runs it and waits until it has told where the gallery is. */
export async function startCommand(env: Record<string, string> = {}): Promise<StartCommand> {
  const started = await runStart(env)
  const { running, signInUrl } = started
  const died = running.ended.then(({ code }) => {
    throw new Error(`npm start ended with ${code}:\n${running.lines.join('\n')}`)
  })
  died.catch(() => {})
  try {
    await Promise.race([until('the sign-in link', () => signInUrl() !== '', { timeoutMs: 90_000 }), died])
  } catch (error) {
    await started.close()
    throw error
  }
  const galleryUrl =
    running.lines
      .findLast((line) => line.startsWith('Gallery:'))
      ?.slice(8)
      .trim() ?? ''
  return { ...started, galleryUrl }
}
