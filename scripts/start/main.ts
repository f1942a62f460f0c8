// The whole product in one command: starts its parts one after the other, says so, and ends them together.
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkSettings } from './check-settings.ts'
import { PartError, startPart, type Part } from './part.ts'
import { backend, telegramLocal, worker, type Plan } from './parts-of-the-product.ts'
import { explainPorts } from './ports.ts'
import { postSamples } from './samples.ts'
import { loadEnvFile, localAddress, PORT_SETTINGS, readSettings, type Settings } from './settings.ts'

const START_PATIENCE_MS = 60_000
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

/** Starts a part and waits until it is up. */
async function start(plan: Plan, logs: string): Promise<void> {
  const part = startPart(root, { ...plan, logFile: join(logs, `${plan.name.split(' ').at(-1)}.log`) }, say)
  running.push(part)
  const late = new PartError(`Something takes too long to start. The logs in ${logs} may say why.`)
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, no) => {
    timer = setTimeout(() => no(late), START_PATIENCE_MS)
  })
  await Promise.race([part.up, tooLate]).finally(() => clearTimeout(timer))
}

/** Why it cannot run with these settings on this machine, a sentence; undefined when it can. */
async function findTrouble({ offline, host, ports }: Settings, logs: string): Promise<string | undefined> {
  const loopback = '127.0.0.1'
  const trouble = await explainPorts([
    { host, port: ports.gallery, setting: PORT_SETTINGS.gallery },
    { host, port: ports.worker, setting: PORT_SETTINGS.worker },
    ...(offline
      ? [
          { host: loopback, port: ports.telegram, setting: PORT_SETTINGS.telegram },
          // The second data centre.
          { host: loopback, port: ports.telegram + 10, setting: PORT_SETTINGS.telegram },
          { host: loopback, port: ports.botApi, setting: PORT_SETTINGS.botApi },
        ]
      : []),
  ])
  if (trouble) return trouble
  try {
    makeFolder(logs)
    return undefined
  } catch (error) {
    return `The folder ${logs} cannot be written: ${(error as Error).message}. Set DATA_DIR to another one.`
  }
}

/** Not `recursive: true`: that never returns below /proc, where a folder that exists answers ENOENT. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path, { mode: 0o700 })
}

async function run(settings: Settings): Promise<void> {
  const { offline, host, ports, dataDir, publicUrl } = settings
  const logs = join(dataDir, 'logs')
  const trouble = checkSettings(settings) ?? (await findTrouble(settings, logs))
  if (trouble) return fail(trouble)
  say(`Logs are in ${logs}`)

  const telegram = telegramLocal(settings)
  if (offline) {
    say('Starting a Telegram of our own, with sample photos and films …')
    await start(telegram.plan, logs)
  } else {
    say('Using Telegram with your own bot, as the settings say.')
  }
  say('Starting the gallery and a worker …')
  const facts = telegram.facts()
  const gallery = backend(settings, facts, (url) => say(`Sign in:  ${url}`))
  await Promise.all([
    start(gallery.plan, logs),
    start(worker(settings, facts), logs),
    facts && postSamples(root, join(dataDir, 'telegram'), facts),
  ])
  if (stopping) return
  say('Everything runs. Ctrl-C ends it.\n')
  say(`Gallery:  ${publicUrl ?? localAddress(host, ports.gallery)}`)
  say(`Sign in:  ${gallery.signInUrl()}`)
}

process.on('SIGINT', () => void stop(130))
process.on('SIGTERM', () => void stop(0))
process.on('SIGHUP', () => void stop(0))
process.on('disconnect', () => void stop(0))

loadEnvFile(root)
const settings = readSettings(process.env, root)
if ('problems' in settings) await fail(settings.problems.join('\n'))
else {
  await run(settings).catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)))
}
