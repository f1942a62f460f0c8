// News between backends on one Postgres, by LISTEN and NOTIFY (https://www.postgresql.org/docs/current/sql-notify.html).
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { Client } from 'pg'
import type { Database } from '../storage/database.ts'
import { parseNews, type News, type Relay } from './relay.ts'

const CHANNEL = 'gramreel_news'
const TRY_AGAIN_MS = 1_000
const LISTEN_WITHIN_MS = 5_000
/** A line that is dead without saying so is found out by asking. */
const ASK_MS = 10_000

type Parts = {
  databaseUrl: string
  database: Database
  onTrouble: (error: unknown) => void
}

export const openPostgresRelay = ({ databaseUrl, database, onTrouble }: Parts): Relay => {
  const ourselves = randomUUID()
  const stop = new AbortController()
  const listeners: { onNews: (news: News) => void; onGap: () => void }[] = []

  /** Until the line breaks. */
  const listen = async (): Promise<void> => {
    const client = new Client({
      connectionString: databaseUrl,
      keepAlive: true,
      connectionTimeoutMillis: LISTEN_WITHIN_MS,
      query_timeout: LISTEN_WITHIN_MS,
    })
    const { promise: broken, reject: breakOff } = Promise.withResolvers<never>()
    broken.catch(() => {})
    client.on('error', breakOff)
    client.on('end', () => breakOff(new Error('the line to Postgres ended')))
    client.on('notification', ({ payload }) => {
      const [from] = payload?.split(' ', 1) ?? []
      const news = parseNews(payload?.slice(ourselves.length + 1) ?? '')
      if (from !== ourselves && news) for (const { onNews } of listeners) onNews(news)
    })
    try {
      await client.connect()
      await client.query(`listen ${CHANNEL}`)
      for (const { onGap } of listeners) onGap()
      while (!stop.signal.aborted) {
        await Promise.race([broken, sleep(ASK_MS, undefined, { signal: stop.signal })])
        await client.query('select 1')
      }
    } finally {
      await client.end().catch(() => {})
    }
  }

  let over = Promise.resolve()
  return {
    listen: (onNews, onGap) => {
      listeners.push({ onNews, onGap })
      if (listeners.length > 1) return
      over = (async () => {
        while (!stop.signal.aborted) {
          try {
            await listen()
          } catch (error) {
            if (stop.signal.aborted) return
            onTrouble(error)
            await sleep(TRY_AGAIN_MS, undefined, { signal: stop.signal }).catch(() => {})
          }
        }
      })()
    },
    tell: (news) => {
      const payload = `${ourselves} ${JSON.stringify(news)}`
      sql`select pg_notify(${CHANNEL}, ${payload})`.execute(database).catch(onTrouble)
    },
    close: async () => {
      stop.abort()
      await over
    },
  }
}
