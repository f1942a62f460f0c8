// The door: a whole Telegram in one process, several data centres and the Bot API over one world.
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type BotApi, startBotApi } from './bot-api/server.ts'
import { controlRoutes } from './control/routes.ts'
import { sumStats } from './control/stats.ts'
import { errorField, messageOf } from './guards.ts'
import { createFaults, type Faults } from './faults.ts'
import { type DataCentre, startDataCentre, type WireLog, type WireStats } from './mtproto/data-centre.ts'
import type { DuplicateWatch } from './mtproto/duplicates.ts'
import { serverKey } from './mtproto/server-key.ts'
import { createServices } from './mtproto/services/create-services.ts'
import type { World } from './world.ts'
import { openWorld } from './world/open-world.ts'

export type TelegramOptions = {
  host?: string
  /** Of the first data centre; further ones are 10 apart. 0, the default: each takes a free one. */
  port?: number
  /** 0, the default: a free one. */
  botApiPort?: number
  /** Everything is kept here; made if need be. */
  dataDir: string
  /** The first is the home DC. Default: 2 and 4. */
  dcIds?: readonly number[]
  log?: WireLog
  /** Pause before a webhook is tried again; doubles with each failure. Default: 1000. */
  webhookRetryMs?: number
}

export type Telegram = {
  /** The Bot API's; `botApi` is the same. */
  url: string
  botApi: string
  /** "host:port" by DC id. */
  dcs: Record<number, string>
  /** Absolute path of the server's RSA key, PEM (PKCS#1). */
  publicKey: string
  apiId: number
  apiHash: string
  botToken: string
  /** Id of the default channel. */
  chat: string
  world: World
  faults: Faults
  close(): Promise<void>
}

/** What the command says of itself in one line of JSON, for whoever wants to use it. */
export type TelegramFacts = Pick<
  Telegram,
  'dcs' | 'publicKey' | 'apiId' | 'apiHash' | 'botToken' | 'chat' | 'botApi'
>

/** Starts everything or nothing; rejects with one sentence when a port or the folder cannot be had. */
export async function startTelegram(options: TelegramOptions): Promise<Telegram> {
  const { host = '127.0.0.1', port = 0, botApiPort = 0, dataDir, dcIds = [2, 4], log = () => {} } = options
  const world = openWorld({ dataDir, dcIds })
  const faults = createFaults()
  const duplicates: DuplicateWatch = { detect: false, found: 0 }
  const centres: DataCentre[] = []
  let botApi: BotApi | undefined

  async function close(): Promise<void> {
    await Promise.all([...centres.map((centre) => centre.close()), botApi?.close()])
    world.close()
  }

  try {
    const key = serverKey(world)
    const publicKey = resolve(dataDir, 'public-key.pem')
    writeFileSync(publicKey, key.publicPem)
    const services = createServices(world, {
      dcs: () => centres.map(({ dcId, host, port }) => ({ id: dcId, host, port })),
    })
    for (const [index, dcId] of dcIds.entries()) {
      const dcPort = port === 0 ? 0 : port + 10 * index
      const wire = { dcId, host, port: dcPort, rsaKey: key, services, faults, duplicates, facts: world, log }
      centres.push(await named(startDataCentre(wire), `data centre ${dcId}`, host, dcPort))
    }
    const stats = () => {
      const dcs: Record<string, WireStats> = {}
      for (const centre of centres) dcs[centre.dcId] = centre.stats()
      const none = { calls: {}, connections: { now: 0, total: 0 }, bytes: { in: 0, out: 0 } }
      return sumStats(dcs, botApi?.stats() ?? none, duplicates.found)
    }
    const callers = () => centres.flatMap((centre) => centre.callers())
    const face = startBotApi({
      world,
      faults,
      host,
      port: botApiPort,
      log,
      webhookRetryMs: options.webhookRetryMs ?? 1000,
      extend: (app) => controlRoutes(app, { world, faults, duplicates, stats, callers }),
    })
    botApi = await named(face, 'the Bot API', host, botApiPort)
    return {
      url: botApi.url,
      botApi: botApi.url,
      dcs: Object.fromEntries(centres.map(({ dcId, address }) => [dcId, address])),
      publicKey,
      apiId: world.apiId,
      apiHash: world.apiHash,
      botToken: world.defaultBot.token,
      chat: String(world.defaultChannel.id),
      world,
      faults,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Says in one sentence which port could not be had. */
async function named<T>(listening: Promise<T>, what: string, host: string, port: number): Promise<T> {
  try {
    return await listening
  } catch (error) {
    const why: Record<string, string> = {
      EADDRINUSE: 'another program listens there already',
      EACCES: 'this user may not listen there',
      EADDRNOTAVAIL: 'this machine has no such address',
    }
    throw new Error(
      `Cannot listen on ${host}:${port} for ${what}: ${why[String(errorField(error, 'code'))] ?? messageOf(error)}.`,
      {
        cause: error,
      },
    )
  }
}
