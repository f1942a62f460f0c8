// Who is watching now. In memory only, ids only, and only until 75 s after the last report: names are looked up when the owner
// asks, and nothing of it is written down anywhere. Several backends tell one another.
import { FILE_ID_PATTERN } from '@gramreel/contracts/links'
import { WATCHING_SECONDS } from '@gramreel/contracts/limits'
import { PlaybackReport, type PlayerState } from '@gramreel/contracts/telemetry'
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Relay } from '../live/relay.ts'

const Text = Type.String({ maxLength: 100 })

const Watcher = Type.Object({
  sid: PlaybackReport.properties.sid,
  /** Id of the account, or of the share through which a guest came. */
  person: Type.Union([Type.Object({ account: Text }), Type.Object({ share: Text })]),
  file: Type.String({ pattern: FILE_ID_PATTERN }),
  state: PlaybackReport.properties.sta,
  browser: Text,
})
export type Watcher = Static<typeof Watcher>
const isWatcher = Compile(Watcher)

/** A bound on memory; whoever was heard of longest ago goes first. */
const MAX_WATCHERS = 1_000
const OVER: readonly PlayerState[] = ['e', 'f', 'q']

export type Watching = {
  note: (watcher: Watcher) => void
  /** Longest at it first; `since`: ms since 1970. */
  list: () => (Watcher & { since: number })[]
}

type Parts = { relay: Relay; nowMs?: () => number }

export const createWatching = ({ relay, nowMs = Date.now }: Parts): Watching => {
  const known = new Map<string, Watcher & { since: number; heardAt: number }>()

  const forgetOld = () => {
    for (const [sid, { heardAt }] of known)
      if (known.size > MAX_WATCHERS || nowMs() - heardAt > WATCHING_SECONDS * 1000) known.delete(sid)
  }
  const noteHere = (watcher: Watcher) => {
    const { sid, state } = watcher
    const since = known.get(sid)?.since ?? nowMs()
    known.delete(sid)
    if (!OVER.includes(state)) known.set(sid, { ...watcher, since, heardAt: nowMs() })
    forgetOld()
  }
  relay.listen(
    (news) => {
      if ('watching' in news && isWatcher.Check(news.watching)) noteHere(news.watching)
    },
    () => {},
  )

  return {
    note: (watcher) => {
      noteHere(watcher)
      relay.tell({ watching: watcher })
    },
    list: () => {
      forgetOld()
      return [...known.values()]
        .map(({ heardAt: _heardAt, ...watcher }) => watcher)
        .toSorted((a, b) => a.since - b.since)
    },
  }
}
