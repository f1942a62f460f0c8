import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import type { TelegramFacts } from '@gramreel/telegram-local'
import { freePort } from '../../../e2e/src/support/free-port.ts'
import { runProcess } from '../../../e2e/src/support/run-process.ts'
import { answers } from '../../../e2e/src/support/until.ts'
import { comeUp } from './come-up.ts'
import { WORKER_ID, type Signer } from './links.ts'
import type { Server } from './server.ts'

export type WorkerOptions = {
  env?: Record<string, string>
  /** Keeps the session over restarts; absent: a fresh folder. */
  dataDir?: string
  /** Arguments for Node, before the program. */
  nodeArguments?: string[]
  /** False: answers at once, before it listens. */
  isAwaited?: boolean
}

type Surroundings = { folder: string; facts: TelegramFacts; signer: Signer }

/** Our worker as `npm run worker` starts it, with the settings it has when none are made. */
export async function startWorker(
  { folder, facts, signer }: Surroundings,
  { env = {}, dataDir, nodeArguments = [], isAwaited = true }: WorkerOptions = {},
): Promise<Server> {
  const port = await freePort()
  const running = runProcess(process.execPath, [...nodeArguments, 'worker/src/main.ts'], {
    env: {
      PORT: `${port}`,
      DATA_DIR: dataDir ?? (await mkdtemp(join(folder, 'worker '))),
      WORKER_ID,
      LINK_PUBLIC_KEY: signer.publicPem,
      TELEGRAM_API_ID: `${facts.apiId}`,
      TELEGRAM_API_HASH: facts.apiHash,
      TELEGRAM_BOT_TOKEN: facts.botToken,
      TELEGRAM_DCS: Object.entries(facts.dcs)
        .map(([id, address]) => `${id}=${address}`)
        .join(','),
      TELEGRAM_PUBLIC_KEY: facts.publicKey,
      ...env,
    },
  })
  const base = `http://127.0.0.1:${port}`
  const server: Server = {
    running,
    url({ name, size, fileId, message, chat }) {
      const file = { fid: fileId, chat, msg: message, size, mime: 'video/mp4', name }
      const sub = `film_${message}`
      return `${base}/stream/${sub}/${encodeURIComponent(name)}?token=${signer.token(file, sub)}`
    },
    stop: () => running.stop(),
  }
  if (!isAwaited) return server
  await comeUp('the worker', running, () => answers(`${base}/ready`))
  return server
}
