// The whole product in one command: which parts run, with which settings, and what the terminal says about it.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PartError, startPart, type Part, type PartPlan } from './part.ts'
import { explainPorts } from './ports.ts'
import { postSamples } from './samples.ts'
import {
  isLoopback,
  loadEnvFile,
  localAddress,
  PORT_SETTINGS,
  readSettings,
  type Settings,
} from './settings.ts'

/** What telegram-local says of itself when it is ready (CONTRACT.md, telegram-local). */
type Telegram = {
  dcs: Record<string, string>
  publicKey: string
  apiId: number
  apiHash: string
  botToken: string
  chat: string
  botApi: string
}

const STOP_PATIENCE_MS = 9000

const root = fileURLToPath(new URL('../..', import.meta.url))
const say = (sentence: string): void => console.log(sentence)
const running: Part[] = []
let stopping = false

/** Ends every part, then this process. */
async function stop(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  await Promise.all(running.map((part) => part.stop(STOP_PATIENCE_MS)))
  process.exit(code)
}

function fail(sentence: string): Promise<void> {
  if (!stopping) console.error(sentence)
  return stop(1)
}

const answers = async (url: string): Promise<boolean> =>
  (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok

process.on('SIGINT', () => void stop(130))
process.on('SIGTERM', () => void stop(0))
process.on('SIGHUP', () => void stop(0))
process.on('disconnect', () => void stop(0))

loadEnvFile(root)
const settings = readSettings(process.env, root)
if ('problems' in settings) await fail(settings.problems.join('\n'))
else
  await run(settings).catch((error: unknown) =>
    fail(error instanceof PartError ? error.message : String(error)),
  )

async function run({ offline, host, ports, dataDir, publicUrl, workerUrl }: Settings): Promise<void> {
  const listen: { host: string; port: number; setting: string }[] = [
    { host, port: ports.gallery, setting: PORT_SETTINGS.gallery },
    { host, port: ports.worker, setting: PORT_SETTINGS.worker },
  ]
  if (offline) {
    const loopback = { host: '127.0.0.1' }
    listen.push(
      { ...loopback, port: ports.telegram, setting: PORT_SETTINGS.telegram },
      { ...loopback, port: ports.telegram + 10, setting: PORT_SETTINGS.telegram },
      { ...loopback, port: ports.botApi, setting: PORT_SETTINGS.botApi },
    )
  }
  const trouble = await explainPorts(listen)
  if (trouble) return fail(trouble)

  const logs = join(dataDir, 'logs')
  try {
    mkdirSync(logs, { recursive: true, mode: 0o700 })
  } catch (error) {
    return fail(
      `The data folder ${dataDir} cannot be written: ${(error as Error).message}. Set DATA_DIR to another one.`,
    )
  }
  say(`Logs are in ${logs}`)

  const start = (plan: Omit<PartPlan, 'logFile'>): Part => {
    const part = startPart(root, { ...plan, logFile: join(logs, `${plan.name.split(' ').at(-1)}.log`) }, say)
    running.push(part)
    return part
  }
  const ready = (part: Part): Promise<void> =>
    Promise.race([part.up, new Promise<never>((_, no) => setTimeout(() => no(tooLong), 60_000).unref())])
  const tooLong = new PartError(`Something takes too long to start. The logs in ${logs} may say why.`)

  let telegram: Telegram | undefined
  if (offline) {
    say('Starting a Telegram of our own, with sample photos and films …')
    const part = start({
      name: 'telegram-local',
      script: 'telegram-local/src/main.ts',
      args: [
        ['--port', `${ports.telegram}`],
        ['--bot-api-port', `${ports.botApi}`],
        ['--data', join(dataDir, 'telegram')],
      ].flat(),
      env: process.env,
      onStart: () => (telegram = undefined),
      onLine: (line) => {
        if (line.startsWith('{"dcs"')) telegram = JSON.parse(line) as Telegram
      },
      isUp: async () => telegram !== undefined && (await answers(`${telegram.botApi}/health`)),
    })
    await ready(part)
  } else {
    say('Using Telegram with your own bot, as the settings say.')
  }

  say('Starting the gallery and a worker …')
  const common = { ...process.env, HOST: host }
  const backendUrl = localAddress(host, ports.gallery)
  const galleryUrl = publicUrl ?? backendUrl
  let signInUrl: string | undefined
  const backend = start({
    name: 'the backend',
    script: 'backend/src/main.ts',
    env: {
      ...common,
      PORT: `${ports.gallery}`,
      DATA_DIR: join(dataDir, 'backend'),
      ...(publicUrl !== undefined && { PUBLIC_URL: publicUrl }),
      WORKER_URL: workerUrl,
      ...(telegram && {
        TELEGRAM_BOT_TOKEN: telegram.botToken,
        TELEGRAM_BOT_API_URL: telegram.botApi,
        TELEGRAM_CHATS: 'any',
        // A direct link points at telegram-local, which other machines cannot reach.
        ...(!isLoopback(host) && { DIRECT_LINKS: 'never' }),
      }),
    },
    onStart: () => (signInUrl = undefined),
    // Each start makes a new link, and the old one is void.
    onBack: () => say(`Sign in:  ${signInUrl}`),
    onLine: (line) => {
      signInUrl = /"signInUrl":"([^"]+)"/.exec(line)?.[1] ?? signInUrl
    },
    isUp: async () => signInUrl !== undefined && (await answers(`${backendUrl}/health`)),
  })
  const worker = start({
    name: 'the worker',
    script: 'worker/src/main.ts',
    env: {
      ...common,
      BACKEND_URL: process.env['BACKEND_URL'] || backendUrl,
      ALLOWED_ORIGINS:
        process.env['ALLOWED_ORIGINS'] ||
        [...new Set([new URL(galleryUrl).origin, `http://localhost:${ports.gallery}`])].join(','),
      PORT: `${ports.worker}`,
      DATA_DIR: join(dataDir, 'worker'),
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
  })
  const posted = telegram && postSamples(root, join(dataDir, 'telegram'), telegram)
  await Promise.all([ready(backend), ready(worker), posted])
  if (stopping) return
  say('Everything runs. Ctrl-C ends it.\n')
  say(`Gallery:  ${galleryUrl}`)
  say(`Sign in:  ${signInUrl}`)
}
