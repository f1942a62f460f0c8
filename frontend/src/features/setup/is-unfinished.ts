import type { QueryClient } from '@tanstack/react-query'
import { botsQuery } from '../bots/bots-calls.ts'
import { workersQuery } from '../workers/worker-calls.ts'

/** Whether something of the set-up was never done; what is merely away at the moment counts as done. For the owner. */
export async function isUnfinished(client: QueryClient): Promise<boolean> {
  const [bots, { workers }] = await Promise.all([
    client.fetchQuery(botsQuery),
    client.fetchQuery(workersQuery),
  ])
  const hasChannel = bots.some(({ channels }) => channels.some(({ decision }) => decision === 'accepted'))
  return !hasChannel || workers.length === 0
}
