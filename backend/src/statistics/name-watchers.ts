// Names for who is watching now, looked up at the moment when the owner asks.
import type { Watching } from '@gramreel/contracts/statistics'
import type { PlayerState } from '@gramreel/contracts/telemetry'
import type { Database } from '../storage/database.ts'

/** As telemetry/watching.ts lists them. */
export type Watcher = {
  person: { account: string } | { share: string }
  file: string
  state: PlayerState
  browser: string
  /** Milliseconds since 1970. */
  since: number
}

const STATES: Partial<Record<PlayerState, Watching['state']>> = {
  s: 'starting',
  r: 'rebuffering',
  a: 'paused',
}

const ids = (found: readonly (string | undefined)[]) => [...new Set(found.filter((id) => id !== undefined))]

export const nameWatchers = async (database: Database, watchers: readonly Watcher[]): Promise<Watching[]> => {
  if (watchers.length === 0) return []
  const accountOf = ({ person }: Watcher) => ('account' in person ? person.account : undefined)
  const shareOf = ({ person }: Watcher) => ('share' in person ? person.share : undefined)
  const named = async (table: 'accounts' | 'files', wanted: string[]) =>
    new Map(
      (await database.selectFrom(table).select(['id', 'name']).where('id', 'in', wanted).execute()).map(
        ({ id, name }) => [id, name],
      ),
    )
  const titled = await database
    .selectFrom('shares')
    .select(['id', 'title'])
    .where('id', 'in', ids(watchers.map(shareOf)))
    .execute()
  const shares = new Map(titled.map(({ id, title }) => [id, title]))
  const [accounts, files] = await Promise.all([
    named('accounts', ids(watchers.map(accountOf))),
    named('files', ids(watchers.map(({ file }) => file))),
  ])
  return watchers.flatMap((watcher) => {
    const account = accountOf(watcher)
    const who = account === undefined ? null : (accounts.get(account) ?? null)
    const share = shares.get(shareOf(watcher) ?? '') ?? null
    // Whose account or share ended does not watch any more.
    if (who === null && share === null) return []
    return [
      {
        who,
        share,
        title: files.get(watcher.file) ?? null,
        since: new Date(watcher.since).toISOString(),
        state: STATES[watcher.state] ?? 'playing',
        browser: watcher.browser,
      },
    ]
  })
}
