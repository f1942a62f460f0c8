// The only reader of process.env. Every problem is reported together, by name, with the expected form and an example.
import { readFileSync } from 'node:fs'
import { createPublicKey } from 'node:crypto'
import { cleanEnv, makeValidator, type ValidatorSpec } from 'envalid'
import { parseLinkKeys } from './links/link-keys.ts'
import type { Log } from './log.ts'
import { StartError } from './start-error.ts'
import { parseStringSession } from './telegram/session-text.ts'

/** Enough for a hundred viewers of one film, little enough for a machine of 512 MB. */
export const DEFAULT_MEMORY_MB = 96

/** What createWorker needs; plain values. */
export type WorkerConfig = {
  host: string
  /** 0: a free one. */
  port: number
  /** The token's `aud`; undefined with an enrolment code only. */
  workerId?: string | undefined
  /** One public key or several, PEM; undefined: fetched from the backend. */
  linkKeys: string | undefined
  backendUrl: string | undefined
  /** With it this worker enrols at the backend; its name is then the one of its key, unless `workerId` is given. */
  enrolmentCode?: string | undefined
  /** Where browsers reach it; undefined: where it listens. */
  publicUrl?: string | undefined
  apiId: number
  apiHash: string
  botToken: string
  /** A saved session (GramJS's StringSession). */
  session?: string | undefined
  /** Keeps the session over restarts. */
  dataDir?: string | undefined
  /** Another Telegram's data centres, home first. */
  dcs?: { id: number; host: string; port: number }[] | undefined
  /** With `dcs`: the server's RSA key, PEM. */
  telegramPublicKey?: string | undefined
  /** Of the gallery. */
  allowedOrigins: string[]
  cacheMemoryMb?: number
  cacheTtlSeconds?: number
  /** 0 or undefined: no chunks on disk. */
  cacheDiskMb?: number
  /** Undefined: `cache` in dataDir. */
  cacheDir?: string | undefined
  metricsToken?: string | undefined
  log?: Log
  /** How often the backend is asked whose access was withdrawn, and told that our session is in use; tests hurry. */
  withdrawnPollMs?: number
  findingsGatherMs?: number
  sessionRenewMs?: number
  /** How often the backend is asked which uploads are to be posted; tests hurry. */
  uploadsLookMs?: number
  /** How soon the backend is asked again about a key that is not known, and how often it is told what was sent. */
  linkKeysAskAgainMs?: number
  reportMs?: number
  /** Seconds of clock difference forgiven, and how long a playback under way may read nothing; tests shorten them. */
  clockSkewSeconds?: number
  playbackPauseSeconds?: number
  /** Seconds since 1970; tests move it. */
  now?: () => number
}

/** A validator's complaint: the form it wants, as the end of "must be …". */
function want(form: string): never {
  throw new Error(form)
}

function attempt<T>(parse: () => T, form: string): T {
  try {
    return parse()
  } catch (error) {
    return want(
      error instanceof Error && error.message.startsWith('holds') ? `${form} (it ${error.message})` : form,
    )
  }
}

const port = makeValidator((text) =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : want('a number from 0 to 65535'),
)
const text = makeValidator((value) => value)
const workerId = makeValidator((value) =>
  /^[\x21-\x7e]{1,128}$/.test(value) ? value : want('up to 128 letters and digits'),
)
const apiId = makeValidator((value) =>
  /^[1-9]\d{0,9}$/.test(value) && Number(value) < 2 ** 31
    ? Number(value)
    : want('the number from my.telegram.org'),
)
const apiHash = makeValidator((value) =>
  /^[0-9a-f]{32}$/i.test(value) ? value : want('the 32 hexadecimal digits from my.telegram.org'),
)
const botToken = makeValidator((value) =>
  /^\d{1,20}:[A-Za-z0-9_-]{16,}$/.test(value) ? value : want('a bot token as @BotFather gives it'),
)
const linkKey = makeValidator((value) => {
  const form = 'a P-256 public key in PEM (newlines may be written \\n), or the path of a file that holds one'
  return attempt(() => {
    const pem = readPem(value)
    parseLinkKeys(pem)
    return pem
  }, form)
})
const telegramKey = makeValidator((value) =>
  attempt(() => {
    const pem = readPem(value)
    if (createPublicKey(pem).asymmetricKeyType !== 'rsa') want('RSA')
    return pem
  }, "the path of the server's RSA public key in PEM"),
)
const session = makeValidator((value) =>
  attempt(() => parseStringSession(value) && value, 'a session string of GramJS (StringSession)'),
)
const code = makeValidator((value) =>
  /^[A-Za-z0-9_-]{22}$/.test(value) ? value : want('the 22 characters that the gallery shows'),
)
const baseUrl = makeValidator((value) => {
  const url = URL.canParse(value) ? new URL(value) : undefined
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username
  return isPlain ? url.href.replace(/\/+$/, '') : want('an http:// or https:// address')
})
const origins = makeValidator((value): readonly string[] =>
  value.split(',').map((item) => {
    const url = URL.canParse(item.trim()) ? new URL(item.trim()) : undefined
    const isOrigin = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
    return isOrigin ? url.origin : want('http:// or https:// addresses without a path, with commas between')
  }),
)
const dcs = makeValidator((value): readonly { id: number; host: string; port: number }[] =>
  value.split(',').map((item) => {
    const [, id, host, dcPort] =
      /^(\d{1,3})=(\[[0-9a-f:]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/.exec(item.trim()) ?? []
    if (!id || !host || !dcPort || Number(dcPort) > 65_535) {
      return want('data centres as id=host:port, with commas between, the home one first')
    }
    return { id: Number(id), host: host.replace(/^\[|\]$/g, ''), port: Number(dcPort) }
  }),
)
const whole = (least: number, most: number) =>
  makeValidator((value) =>
    /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most
      ? Number(value)
      : want(`a whole number from ${least} to ${most}`),
  )
const metricsToken = makeValidator((value) => (value.length >= 16 ? value : want('at least 16 characters')))

/** Name, meaning, default and example of every setting; docs/configuration.md is tested against it. */
export const SETTINGS = {
  PORT: port({ desc: 'port to listen on', default: 3001, example: '3001' }),
  HOST: text({
    desc: 'address to listen on; `0.0.0.0` for every network of this machine',
    default: '127.0.0.1',
    example: '127.0.0.1',
  }),
  WORKER_ID: workerId({
    desc: 'its name: links for other workers are refused; with ENROLMENT_CODE one is made unless set',
    default: 'worker-1',
    example: 'worker-1',
  }),
  LINK_PUBLIC_KEY: linkKey({
    desc: "the backend's public key for links: PEM, or the path of a file; several may follow one another; not needed with BACKEND_URL",
    default: undefined,
    example: '.data/backend/link-key.public.pem',
  }),
  BACKEND_URL: baseUrl({
    desc: 'address of the backend: it keeps the Telegram session where DATA_DIR has none, tells whose access was withdrawn, remembers uploads (without it the worker takes none), and gives the keys for links when LINK_PUBLIC_KEY is not set',
    default: undefined,
    example: 'http://127.0.0.1:3000',
  }),
  ENROLMENT_CODE: code({
    desc: 'the one-time code of the gallery’s settings, with which it becomes one of the gallery’s workers; keep it set, it is good for this worker ever after',
    default: undefined,
    example: 'nJ4c1Ue0T7yq2mZ8vK5xRg',
  }),
  PUBLIC_URL: baseUrl({
    desc: 'with ENROLMENT_CODE: where browsers reach it; Render, Fly, Koyeb and Railway tell it by themselves',
    default: undefined,
    example: 'https://worker.example',
  }),
  TELEGRAM_API_ID: apiId({ desc: 'from my.telegram.org', example: '1234567' }),
  TELEGRAM_API_HASH: apiHash({ desc: 'from my.telegram.org', example: '0123456789abcdef0123456789abcdef' }),
  TELEGRAM_BOT_TOKEN: botToken({
    desc: 'the bot that reads the files, from @BotFather: the same one as the backend’s',
    example: '123456789:AAExampleExampleExampleExample',
  }),
  TELEGRAM_SESSION: session({
    desc: 'a saved session, for one worker alone, so that not even the first start signs in; else the one kept in DATA_DIR, else the one the backend keeps',
    default: undefined,
    example: '1AgAOMTQ5LjE1NC4xNjcuNTE…',
  }),
  TELEGRAM_DCS: dcs({
    desc: 'data centres of another Telegram, the home one first',
    default: undefined,
    example: '2=127.0.0.1:3002,4=127.0.0.1:3012',
  }),
  TELEGRAM_PUBLIC_KEY: telegramKey({
    desc: "with TELEGRAM_DCS: path of that server's RSA public key",
    default: undefined,
    example: '.data/telegram/public-key.pem',
  }),
  DATA_DIR: text({
    desc: 'folder that keeps the session over restarts, one for each worker that runs on it at once; made if need be',
    default: '.data/worker',
    example: '/var/lib/gramreel-worker',
  }),
  ALLOWED_ORIGINS: origins({
    desc: 'origins of the gallery, with commas between, for pages that read files by script',
    default: [],
    example: 'https://gallery.example',
  }),
  CACHE_MEMORY_MB: whole(
    0,
    65_536,
  )({
    desc: 'megabytes of memory for all bytes of files: on their way, kept, and being sent (at least 8 are used)',
    default: DEFAULT_MEMORY_MB,
    example: '96',
  }),
  CACHE_TTL_SECONDS: whole(
    1,
    604_800,
  )({
    desc: 'seconds that a chunk is kept',
    default: 600,
    example: '600',
  }),
  CACHE_DISK_MB: whole(
    0,
    1_048_576,
  )({
    desc: 'megabytes of disk for chunks, kept over restarts; 0: none',
    default: 0,
    example: '0',
  }),
  CACHE_DIR: text({
    desc: 'folder for chunks on disk, one worker at a time; `cache` in DATA_DIR unless set',
    default: undefined,
    example: '/var/cache/gramreel',
  }),
  METRICS_TOKEN: metricsToken({
    desc: 'bearer token for /metrics; without it /metrics answers on loopback only',
    default: undefined,
    example: 'sixteen-characters-or-more',
  }),
} as const satisfies Record<string, ValidatorSpec<unknown>>

const SECRETS = new Set([
  'ENROLMENT_CODE',
  'TELEGRAM_API_HASH',
  'TELEGRAM_BOT_TOKEN',
  'TELEGRAM_SESSION',
  'METRICS_TOKEN',
])

/** @throws {StartError} naming every wrong or missing setting. An empty one counts as not set. */
export function readConfig(environment: NodeJS.ProcessEnv): WorkerConfig {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name in SETTINGS && value?.trim()),
  )
  const settings = cleanEnv(given, SETTINGS, {
    reporter: ({ errors }) => {
      const problems = describe(given, errors)
      if (!given['LINK_PUBLIC_KEY'] && !given['BACKEND_URL']) {
        problems.push(missing('LINK_PUBLIC_KEY', 'or BACKEND_URL must be set, so that links can be checked'))
      }
      if (given['ENROLMENT_CODE'] && !given['BACKEND_URL']) {
        problems.push(missing('BACKEND_URL', 'must be set along with ENROLMENT_CODE'))
      }
      if (given['TELEGRAM_DCS'] && !given['TELEGRAM_PUBLIC_KEY']) {
        problems.push(missing('TELEGRAM_PUBLIC_KEY', 'must be set along with TELEGRAM_DCS'))
      }
      if (problems.length > 0) throw new StartError(['These settings are wrong:', ...problems].join('\n'))
    },
  })
  return {
    host: settings.HOST,
    port: settings.PORT,
    workerId: settings.ENROLMENT_CODE !== undefined && !given['WORKER_ID'] ? undefined : settings.WORKER_ID,
    linkKeys: settings.LINK_PUBLIC_KEY,
    backendUrl: settings.BACKEND_URL,
    enrolmentCode: settings.ENROLMENT_CODE,
    publicUrl: settings.PUBLIC_URL ?? addressByHost(environment),
    apiId: settings.TELEGRAM_API_ID,
    apiHash: settings.TELEGRAM_API_HASH,
    botToken: settings.TELEGRAM_BOT_TOKEN,
    session: settings.TELEGRAM_SESSION,
    dataDir: settings.DATA_DIR,
    dcs: settings.TELEGRAM_DCS && [...settings.TELEGRAM_DCS],
    telegramPublicKey: settings.TELEGRAM_PUBLIC_KEY,
    allowedOrigins: [...settings.ALLOWED_ORIGINS],
    cacheMemoryMb: settings.CACHE_MEMORY_MB,
    cacheTtlSeconds: settings.CACHE_TTL_SECONDS,
    cacheDiskMb: settings.CACHE_DISK_MB,
    cacheDir: settings.CACHE_DIR,
    metricsToken: settings.METRICS_TOKEN,
  }
}

/** What hosts tell of the address they give (their documentation of environment variables, November 2026). */
function addressByHost(environment: NodeJS.ProcessEnv): string | undefined {
  const { RENDER_EXTERNAL_URL, FLY_APP_NAME, KOYEB_PUBLIC_DOMAIN, RAILWAY_PUBLIC_DOMAIN } = environment
  if (RENDER_EXTERNAL_URL) return RENDER_EXTERNAL_URL.replace(/\/+$/, '')
  const domain = FLY_APP_NAME ? `${FLY_APP_NAME}.fly.dev` : KOYEB_PUBLIC_DOMAIN || RAILWAY_PUBLIC_DOMAIN
  return domain ? `https://${domain}` : undefined
}

function describe(given: Partial<Record<string, string>>, errors: Partial<Record<string, Error>>): string[] {
  return Object.entries(SETTINGS).flatMap(([name, { desc, example }]) => {
    const error = errors[name]
    if (!error) return []
    if (given[name] === undefined) return [`  ${name} is missing: ${desc}, e.g. ${example}`]
    const shown = SECRETS.has(name) ? '***' : JSON.stringify(given[name])
    return [`  ${name} is ${shown}; it must be ${error.message}, e.g. ${example}`]
  })
}

function missing(name: keyof typeof SETTINGS, sentence: string): string {
  return `  ${name} ${sentence}, e.g. ${SETTINGS[name].example}`
}

/** PEM text, in which newlines may be written `\n`, or the path of a file with it. */
function readPem(value: string): string {
  return value.includes('-----BEGIN') ? value.replaceAll('\\n', '\n') : readFileSync(value, 'utf8')
}
