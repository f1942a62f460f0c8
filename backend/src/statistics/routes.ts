import { Statistics, StatisticsQuery } from '@gramreel/contracts/statistics'
import type { App } from '../http/server.ts'
import type { Database } from '../storage/database.ts'
import { nameWatchers, type Watcher } from './name-watchers.ts'
import { readPages, readPlaybacks, readWorkerHours } from './read-figures.ts'
import { failuresOf, seriesOf, summarize } from './summarize.ts'
import { createTimeLine } from './time-line.ts'

type Parts = {
  database: Database
  watching: { list: () => readonly Watcher[] }
  /** Seconds since 1970. */
  now?: () => number
}

export const createStatistics =
  ({ database, watching, now = () => Math.floor(Date.now() / 1000) }: Parts) =>
  async ({ days = 7, ahead = 0 }: StatisticsQuery): Promise<Statistics> => {
    const line = createTimeLine(days, ahead, now())
    const from = line.at[0] ?? now()
    const [playbacks, pages, hours, names] = await Promise.all([
      readPlaybacks(database, from),
      readPages(database, from),
      readWorkerHours(database, from),
      nameWatchers(database, watching.list()),
    ])
    const rows = { playbacks, pages, hours }
    return {
      stepSeconds: line.stepSeconds,
      watching: names,
      summary: summarize(rows),
      series: seriesOf(line, rows),
      failures: failuresOf(playbacks),
    }
  }

export const statisticsRoutes = (app: App, parts: Parts): void => {
  const statistics = createStatistics(parts)
  app.get(
    '/api/statistics',
    {
      config: { requires: 'owner' },
      schema: {
        tags: ['statistics'],
        summary: 'How playback goes, and who is watching now',
        querystring: StatisticsQuery,
        response: { 200: Statistics },
      },
    },
    async ({ query }) => statistics(query),
  )
}
