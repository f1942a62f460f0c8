// The worker as its operator runs it: a process of its own, settings from the environment, ended by signals.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Pair } from '../testing/start-pair.ts'

export type WorkerProcess = {
  url: string
  /** As the pair's, for this worker. */
  link: Pair['link']
  /** A gauge or counter of /metrics; 0 when there is none. */
  metric(name: string): Promise<number>
  signal(name: NodeJS.Signals): void
  /** Exit code, or the signal that ended it. */
  ended: Promise<number | string>
  /** Kills it if it still runs. */
  close(): Promise<void>
}

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

/** Starts it on a free port, without a data folder of its own; resolves once it is signed in. */
export async function startProcess(
  pair: Pair,
  settings: Record<string, string> = {},
): Promise<WorkerProcess> {
  const { telegram, signer } = pair
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      LINK_PUBLIC_KEY: signer.publicPem,
      TELEGRAM_API_ID: String(telegram.apiId),
      TELEGRAM_API_HASH: telegram.apiHash,
      TELEGRAM_BOT_TOKEN: telegram.botToken,
      TELEGRAM_DCS: Object.entries(telegram.dcs)
        .map(([dc, address]) => `${dc}=${address}`)
        .join(','),
      TELEGRAM_PUBLIC_KEY: telegram.publicKey,
      DATA_DIR: `${telegram.publicKey}.process-${Date.now()}`,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit').then(([code, signal]: unknown[]) => endOf(code, signal))
  const url = await readyAddress(child, ended)
  return {
    url,
    link: (file, claims) => pair.link(file, claims).replace(pair.worker.url, url),
    async metric(name) {
      const text = await (await fetch(`${url}/metrics`)).text()
      const lines = text
        .split('\n')
        .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
      return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
    },
    signal: (name) => void child.kill(name),
    ended,
    async close() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await ended
    },
  }
}

function endOf(code: unknown, signal: unknown): number | string {
  return typeof code === 'number' ? code : String(signal)
}

/** From its log; whatever follows is read and dropped, so that it does not stand still on a full pipe. */
async function readyAddress(child: ChildProcess, ended: Promise<number | string>): Promise<string> {
  let text = ''
  const ready = new Promise<string>((resolve) => {
    child.stdout?.on('data', (bytes: Buffer) => {
      if (text.length < 100_000) text += bytes.toString()
      const url = /"ready".*?"url":"([^"]+)"|"url":"([^"]+)".*?"ready"/.exec(text)
      if (url) resolve(url[1] ?? url[2] ?? '')
    })
  })
  const early = ended.then((end) => {
    throw new Error(`the worker ended (${end}) before it was ready: ${text}`)
  })
  early.catch(() => {})
  return Promise.race([ready, early])
}
