// npm run telegram -- --port 3002 --bot-api-port 3003 --data DIR [--dcs 2,4] [--host 127.0.0.1]
import { parseArgs } from 'node:util'
import { errorField, messageOf } from './guards.ts'
import { startTelegram, type TelegramOptions, type TelegramFacts } from './cluster.ts'

const USAGE =
  'Usage: npm run telegram -- [--port 3002] [--bot-api-port 3003] [--data DIR] [--dcs 2,4] [--host 127.0.0.1] [--quiet]'

function readOptions(): TelegramOptions {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '3002' },
      'bot-api-port': { type: 'string', default: '3003' },
      data: { type: 'string', default: '.data/telegram' },
      dcs: { type: 'string', default: '2,4' },
      host: { type: 'string', default: '127.0.0.1' },
      quiet: { type: 'boolean', default: false },
    },
  })
  const dcIds = values.dcs.split(',').map((id) => parseNumber('--dcs', id.trim(), 1, 1000))
  if (new Set(dcIds).size < dcIds.length) throw new Error('--dcs names a data centre twice.')
  if (values.data === '') throw new Error('--data needs a folder.')
  return {
    port: parseNumber('--port', values.port, 0, 65_535),
    botApiPort: parseNumber('--bot-api-port', values['bot-api-port'], 0, 65_535),
    dataDir: values.data,
    dcIds,
    host: values.host,
    ...(!values.quiet && { log }),
  }
}

function parseNumber(option: string, text: string, min: number, max: number): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= min && number <= max) return number
  throw new Error(`${option} needs a whole number from ${min} to ${max}, not "${text}".`)
}

/** One line of JSON per record, on stderr: stdout has the one line that says where everything is. */
function log(event: string, fields: Record<string, unknown> = {}): void {
  process.stderr.write(
    `${JSON.stringify({ time: new Date().toISOString(), level: 'info', event, ...fields })}\n`,
  )
}

function fail(error: unknown): never {
  const isUsage = String(errorField(error, 'code')).startsWith('ERR_PARSE_ARGS')
  console.error(isUsage ? `${messageOf(error)}\n${USAGE}` : messageOf(error))
  process.exit(1)
}

async function main(): Promise<void> {
  const telegram = await startTelegram(readOptions())
  const { dcs, publicKey, apiId, apiHash, botToken, chat, botApi } = telegram
  const facts: TelegramFacts = { dcs, publicKey, apiId, apiHash, botToken, chat, botApi }
  console.log(JSON.stringify(facts))

  const stop = () => {
    // Whatever hangs, the process ends; everything is on disk already.
    setTimeout(() => process.exit(0), 5000).unref()
    telegram.close().then(() => process.exit(0), fail)
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

main().catch(fail)
