import type { FastifyBaseLogger } from 'fastify'
import type { Database } from '../storage/database.ts'
import { openPostgresRelay } from './postgres-relay.ts'
import { noRelay, type Relay } from './relay.ts'

export const openRelay = (
  databaseUrl: string | undefined,
  database: Database,
  log: FastifyBaseLogger,
): Relay =>
  databaseUrl === undefined
    ? noRelay
    : openPostgresRelay({
        databaseUrl,
        database,
        onTrouble: (error) =>
          log.warn({ err: error }, 'news from other backends are not heard; trying again'),
      })
