// Which programs the product consists of, and which settings each is given. What a person set goes on to all of them.
import { join } from 'node:path'
import type { TelegramFacts } from '@gramreel/telegram-local'
import { isLoopback, localAddress, type Settings } from './settings.ts'
import type { PartPlan } from './part.ts'

export type Plan = Omit<PartPlan, 'logFile'>

const answers = async (url: string): Promise<boolean> =>
  (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok

/** `facts`: what it said when it started last; undefined while it starts. */
export function telegramLocal({ ports, dataDir }: Settings): {
  plan: Plan
  facts: () => TelegramFacts | undefined
} {
  let facts: TelegramFacts | undefined
  const plan: Plan = {
    name: 'telegram-local',
    script: 'telegram-local/src/main.ts',
    args: [
      ['--port', `${ports.telegram}`],
      ['--bot-api-port', `${ports.botApi}`],
      ['--data', join(dataDir, 'telegram')],
    ].flat(),
    env: process.env,
    onStart: () => (facts = undefined),
    onLine: (line) => {
      if (line.startsWith('{"dcs"')) facts = JSON.parse(line) as TelegramFacts
    },
    isUp: async () => facts !== undefined && (await answers(`${facts.botApi}/health`)),
  }
  return { plan, facts: () => facts }
}

/** `signInUrl`: of its latest start; each start makes a new one. `onNewLink` is called when that happens later on. */
export function backend(
  { host, ports, dataDir, publicUrl, workerUrl }: Settings,
  telegram: TelegramFacts | undefined,
  onNewLink: (url: string) => void,
): { plan: Plan; signInUrl: () => string | undefined } {
  let signInUrl: string | undefined
  const plan: Plan = {
    name: 'the backend',
    script: 'backend/src/main.ts',
    env: {
      ...process.env,
      HOST: host,
      PORT: `${ports.gallery}`,
      DATA_DIR: join(dataDir, 'backend'),
      WORKER_URL: workerUrl,
      ...(publicUrl !== undefined && { PUBLIC_URL: publicUrl }),
      ...(telegram && {
        TELEGRAM_BOT_TOKEN: telegram.botToken,
        TELEGRAM_BOT_API_URL: telegram.botApi,
        TELEGRAM_CHATS: 'any',
        // A direct link points at telegram-local, which other machines cannot reach.
        ...(!isLoopback(host) && { DIRECT_LINKS: 'never' }),
      }),
    },
    onStart: () => (signInUrl = undefined),
    onBack: () => signInUrl !== undefined && onNewLink(signInUrl),
    onLine: (line) => {
      signInUrl = /"signInUrl":"([^"]+)"/.exec(line)?.[1] ?? signInUrl
    },
    isUp: async () =>
      signInUrl !== undefined && (await answers(`${localAddress(host, ports.gallery)}/health`)),
  }
  return { plan, signInUrl: () => signInUrl }
}

export function worker(
  { host, ports, dataDir, publicUrl }: Settings,
  telegram: TelegramFacts | undefined,
): Plan {
  const galleryUrl = localAddress(host, ports.gallery)
  const origins = [publicUrl ?? galleryUrl, `http://localhost:${ports.gallery}`]
    // A wrong PUBLIC_URL is the backend's to complain about.
    .flatMap((url) => (URL.canParse(url) ? new URL(url).origin : []))
  return {
    name: 'the worker',
    script: 'worker/src/main.ts',
    env: {
      ...process.env,
      HOST: host,
      PORT: `${ports.worker}`,
      DATA_DIR: join(dataDir, 'worker'),
      BACKEND_URL: process.env['BACKEND_URL'] || galleryUrl,
      ALLOWED_ORIGINS: process.env['ALLOWED_ORIGINS'] || [...new Set(origins)].join(','),
      ...(telegram && {
        TELEGRAM_API_ID: `${telegram.apiId}`,
        TELEGRAM_API_HASH: telegram.apiHash,
        TELEGRAM_BOT_TOKEN: telegram.botToken,
        TELEGRAM_DCS: Object.entries(telegram.dcs)
          .map(([id, address]) => `${id}=${address}`)
          .join(','),
        TELEGRAM_PUBLIC_KEY: telegram.publicKey,
      }),
    },
    isUp: () => answers(`${localAddress(host, ports.worker)}/health`),
  }
}
