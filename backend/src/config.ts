// The only reader of process.env. Every problem is reported together, by name, with the expected form and an example.
import { LINK_LIFETIME_SECONDS } from '@gramreel/contracts/limits'
import { cleanEnv, makeValidator, type ValidatorSpec } from 'envalid'
import type { BackendConfig } from './app.ts'
import { isProxy } from './http/proxies.ts'
import { StartError } from './start-error.ts'

/** A validator's complaint: the form it wants, as the end of "must be …". */
const want = (form: string): never => {
  throw new Error(form)
}

const port = makeValidator((text) =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : want('a number from 0 to 65535'),
)
const text = makeValidator((value) => value)
const secret = makeValidator((value) => (value.length >= 16 ? value : want('at least 16 characters')))
const databaseUrl = makeValidator((value) =>
  /^postgres(?:ql)?:\/\/\S+$/.test(value) ? value : want('a postgres:// address'),
)
const botToken = makeValidator((value) =>
  /^\d{1,20}:[A-Za-z0-9_-]{16,}$/.test(value) ? value : want('a bot token as @BotFather gives it'),
)
const workerId = makeValidator((value) =>
  /^[\x21-\x7e]{1,128}$/.test(value) ? value : want('up to 128 letters and digits'),
)
const baseUrl = makeValidator((value) => {
  const url = URL.canParse(value) ? new URL(value) : undefined
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username
  return isPlain ? url.href.replace(/\/+$/, '') : want('an http:// or https:// address')
})
const origin = makeValidator((value) => {
  const url = URL.canParse(value) ? new URL(value) : undefined
  const isOrigin = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
  return isOrigin ? url.origin : want('an http:// or https:// address without a path')
})
const chats = makeValidator<'any' | readonly string[]>((value) => {
  if (value === 'any') return 'any'
  const ids = value.split(',').map((id) => id.trim())
  return ids.every((id) => /^-?\d{1,19}$/.test(id)) ? ids : want('chat ids with commas between, or `any`')
})
const proxies = makeValidator<readonly string[]>((value) => {
  const names = value.split(',').map((name) => name.trim())
  return names.every(isProxy)
    ? names
    : want('addresses or networks with commas between, or `loopback`, `private`, `cloudflare`')
})
const privateWorkers = makeValidator<'never' | 'allow'>((value) =>
  value === 'never' || value === 'allow' ? value : want('`never` or `allow`'),
)
const directLinks = makeValidator<'owner' | 'never'>((value) =>
  value === 'owner' || value === 'never' ? value : want('`owner` or `never`'),
)
const linkLifetime = makeValidator((value) =>
  /^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= LINK_LIFETIME_SECONDS
    ? Number(value)
    : want(`a whole number from 1 to ${LINK_LIFETIME_SECONDS}`),
)
const earlyHints = makeValidator<'on' | 'off'>((value) =>
  value === 'on' || value === 'off' ? value : want('`on` or `off`'),
)

/** Name, meaning, default and example of every setting; docs/configuration.md is tested against it. */
export const SETTINGS = {
  PORT: port({ desc: 'port of the gallery', default: 3000, example: '3000' }),
  HOST: text({
    desc: 'address to listen on; `0.0.0.0` for every network of this machine',
    default: '127.0.0.1',
    example: '127.0.0.1',
  }),
  DATA_DIR: text({
    desc: 'folder of the database, the keys and the thumbnails; made if need be',
    default: '.data/backend',
    example: '/var/lib/gramreel',
  }),
  DATABASE_URL: databaseUrl({
    desc: 'a Postgres in place of the SQLite file in DATA_DIR, so that several backends may share it; needs SECRET_KEY',
    default: undefined,
    example: 'postgres://gramreel:password@127.0.0.1/gramreel',
  }),
  PUBLIC_URL: origin({
    desc: 'where people reach the gallery, if not at HOST and PORT; with https the cookies become Secure, and Telegram pushes what is posted',
    default: undefined,
    example: 'https://gallery.example',
  }),
  TRUSTED_PROXIES: proxies({
    desc: 'the proxies in front, one entry for each that a request passes: address, network, `loopback`, `private` or `cloudflare`; what they say of visitors (X-Forwarded-For, -Proto, -Host) is believed, see below',
    default: [],
    example: '10.0.0.0/8,cloudflare',
  }),
  SECRET_KEY: secret({
    desc: 'encrypts secrets in the database, at least 16 characters; without it a key is kept in DATA_DIR',
    default: undefined,
    example: 'four random words of yours',
  }),
  TELEGRAM_BOT_TOKEN: botToken({
    desc: 'a bot whose channels fill the gallery, from @BotFather; kept (encrypted) once Telegram has accepted it; more are connected in the gallery',
    default: undefined,
    example: '123456789:AAExampleExampleExampleExample',
  }),
  TELEGRAM_BOT_API_URL: baseUrl({
    desc: 'the Bot API; another one for telegram-local or a server of your own',
    default: 'https://api.telegram.org',
    example: 'http://127.0.0.1:3003',
  }),
  TELEGRAM_CHATS: chats({
    desc: 'ids of the chats whose posts are taken without asking, with commas between, or `any`; others wait until the owner accepts them in the settings of the gallery',
    default: [],
    example: '-1001234567890,-1009876543210',
  }),
  WORKER_URL: baseUrl({
    desc: 'address of the worker that plays files above 20 MiB, as browsers reach it',
    default: undefined,
    example: 'http://127.0.0.1:3001',
  }),
  WORKER_ID: workerId({
    desc: 'name of that worker, the same as its own WORKER_ID',
    default: 'worker-1',
    example: 'worker-1',
  }),
  PRIVATE_WORKERS: privateWorkers({
    desc: 'whether workers that enrol may be on private networks and without https: `never` or `allow`; whoever may add workers can then make the backend connect there',
    default: 'never',
    example: 'allow',
  }),
  EARLY_HINTS: earlyHints({
    desc: 'whether to send 103 Early Hints before the page: `on` where what stands in front passes them on, as nginx does from 1.29 (with `early_hints`); older ones break on them',
    default: 'off',
    example: 'on',
  }),
  DIRECT_LINKS: directLinks({
    desc: 'who gets files of at most 20 MiB straight from the Bot API, by an address that holds the bot token: `owner` or `never`',
    default: 'owner',
    example: 'never',
  }),
  LINK_LIFETIME_SECONDS: linkLifetime({
    desc: 'seconds that an address for a player is good for; films under way go on longer',
    default: LINK_LIFETIME_SECONDS,
    example: '600',
  }),
  FFMPEG_PATH: text({
    desc: 'the ffmpeg that takes pictures out of films: one for the grid where Telegram has none, and previews for the seek bar; without it the one in PATH, if there is one',
    default: undefined,
    example: '/usr/bin/ffmpeg',
  }),
} as const satisfies Record<string, ValidatorSpec<unknown>>

const SECRETS = new Set<string>(['DATABASE_URL', 'SECRET_KEY', 'TELEGRAM_BOT_TOKEN'])

const complain = (environment: NodeJS.ProcessEnv, errors: Partial<Record<string, Error>>): never => {
  const lines = Object.entries(SETTINGS).flatMap(([name, { example }]) => {
    const error = errors[name]
    const given = SECRETS.has(name) ? '***' : JSON.stringify(environment[name])
    return error ? `  ${name} is ${given}; it must be ${error.message}, e.g. ${example}` : []
  })
  throw new StartError(['These settings are wrong:', ...lines].join('\n'))
}

/** Throws StartError naming every wrong setting. An empty one counts as not set. */
export const readConfig = (environment: NodeJS.ProcessEnv): BackendConfig => {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name in SETTINGS && value?.trim()),
  )
  const settings = cleanEnv(given, SETTINGS, {
    reporter: ({ errors }) => {
      if (Object.keys(errors).length > 0) complain(given, errors)
    },
  })
  const { WORKER_URL: workerUrl } = settings
  return {
    host: settings.HOST,
    port: settings.PORT,
    dataDir: settings.DATA_DIR,
    publicUrl: settings.PUBLIC_URL,
    trustedProxies: settings.TRUSTED_PROXIES,
    databaseUrl: settings.DATABASE_URL,
    secretKey: settings.SECRET_KEY,
    botToken: settings.TELEGRAM_BOT_TOKEN,
    botApiUrl: settings.TELEGRAM_BOT_API_URL,
    chats: settings.TELEGRAM_CHATS,
    arePrivateWorkersAllowed: settings.PRIVATE_WORKERS === 'allow',
    directLinks: settings.DIRECT_LINKS,
    linkLifetimeSeconds: settings.LINK_LIFETIME_SECONDS,
    hasEarlyHints: settings.EARLY_HINTS === 'on',
    inspects: true,
    ffmpegPath: settings.FFMPEG_PATH,
    worker: workerUrl === undefined ? undefined : { id: settings.WORKER_ID, url: workerUrl },
  }
}
