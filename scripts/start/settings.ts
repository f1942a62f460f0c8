// What `npm start` itself reads. All else in the environment goes on to the parts, which check it.
import { existsSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join, resolve } from 'node:path'

export type Settings = {
  /** No word about Telegram in the settings: run with telegram-local and the samples. */
  offline: boolean
  host: string
  ports: { gallery: number; worker: number; telegram: number; botApi: number }
  /** The folder under which every part has its own. */
  dataDir: string
  /** Where people reach the gallery; absent: at this machine's own address, by whichever of its names. */
  publicUrl: string | undefined
  workerUrl: string
}

export const PORT_SETTINGS = {
  gallery: 'PORT',
  worker: 'WORKER_PORT',
  telegram: 'TELEGRAM_PORT',
  botApi: 'BOT_API_PORT',
} as const

const DEFAULT_PORTS = { gallery: 3000, worker: 3001, telegram: 3002, botApi: 3003 } as const
const TELEGRAM_SETTINGS = ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_API_ID', 'TELEGRAM_API_HASH', 'TELEGRAM_DCS']

/** `.env` in the checkout; what stands in the real environment already wins. */
export function loadEnvFile(root: string): void {
  const path = join(root, '.env')
  if (existsSync(path)) process.loadEnvFile(path)
}

/** The name under which other machines reach us when we listen everywhere. */
function outsideAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? '127.0.0.1'
}

const isEverywhere = (host: string): boolean => host === '0.0.0.0' || host === '::'

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.')

/** An address that this machine itself can use for a part listening on `host`. */
export const localAddress = (host: string, port: number): string =>
  `http://${isEverywhere(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`

/** Settings, or all that is wrong with them, a sentence each. */
export function readSettings(env: NodeJS.ProcessEnv, root: string): Settings | { problems: string[] } {
  const problems: string[] = []
  const port = (part: keyof typeof PORT_SETTINGS): number => {
    const name = PORT_SETTINGS[part]
    const text = env[name]
    if (!text) return DEFAULT_PORTS[part]
    if (/^[0-9]{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535) return Number(text)
    problems.push(
      `${name} must be a port number from 1 to 65535, for example ${DEFAULT_PORTS[part]}; it is "${text}".`,
    )
    return 0
  }
  const ports = {
    gallery: port('gallery'),
    worker: port('worker'),
    telegram: port('telegram'),
    botApi: port('botApi'),
  }
  if (problems.length > 0) return { problems }
  const host = env['HOST'] || '127.0.0.1'
  const seenAs = isEverywhere(host) ? outsideAddress() : host
  return {
    offline: !TELEGRAM_SETTINGS.some((name) => env[name]),
    host,
    ports,
    dataDir: resolve(root, env['DATA_DIR'] || '.data'),
    publicUrl: env['PUBLIC_URL'] || (isLoopback(host) ? undefined : localAddress(seenAs, ports.gallery)),
    workerUrl: env['WORKER_URL'] || localAddress(seenAs, ports.worker),
  }
}
