// Where telegram-local is, as a worker is told it: in the environment of a process, or as values in this one.
import { readFileSync } from 'node:fs'
import type { TelegramFacts } from '@gramreel/telegram-local'
import type { WorkerConfig } from '@gramreel/worker'

type Facts = Pick<TelegramFacts, 'apiId' | 'apiHash' | 'botToken' | 'dcs' | 'publicKey'>

export const telegramEnv = ({ apiId, apiHash, botToken, dcs, publicKey }: Facts): Record<string, string> => ({
  TELEGRAM_API_ID: `${apiId}`,
  TELEGRAM_API_HASH: apiHash,
  TELEGRAM_BOT_TOKEN: botToken,
  TELEGRAM_DCS: Object.entries(dcs)
    .map(([id, address]) => `${id}=${address}`)
    .join(','),
  TELEGRAM_PUBLIC_KEY: publicKey,
})

export const telegramConfig = ({
  apiId,
  apiHash,
  botToken,
  dcs,
  publicKey,
}: Facts): Pick<WorkerConfig, 'apiId' | 'apiHash' | 'botToken' | 'dcs' | 'telegramPublicKey'> => ({
  apiId,
  apiHash,
  botToken,
  dcs: Object.entries(dcs).map(([id, address]) => {
    const { hostname, port } = new URL(`http://${address}`)
    return { id: Number(id), host: hostname, port: Number(port) }
  }),
  telegramPublicKey: readFileSync(publicKey, 'utf8'),
})
