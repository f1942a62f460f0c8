// All workers that there are: the one that the settings name, and those that enrolled. Asked how they are while somebody
// looks, so that links go to one that is well (R22).
import { setTimeout as sleep } from 'node:timers/promises'
import type { Status } from '@gramreel/contracts/status'
import type { GuardedFetch } from '../http/guarded-fetch.ts'
import type { FileRow } from '../storage/schema.ts'
import type { KnownWorker, WorkerStore } from './worker-store.ts'
import { chooseWorker, type Worker } from './worker-choice.ts'
import { watchWorker, type WorkerReading, type WorkerWatch } from './watch-worker.ts'

const ASK_AGAIN_MS = 5_000
/** Links are not given by what was so before this. */
const STALE_MS = 10_000
/** A link waits no longer than this to learn who is well; who has not answered by then is not. */
const PATIENCE_MS = 1_000

/** Which of several states the gallery shows: the best. */
const STATES = ['ok', 'connecting', 'waking', 'unreachable'] as const

export type Workers = {
  /** As they are now; the one of the settings first. */
  list: () => (Worker & { reading: WorkerReading })[]
  /** Who plays the file; undefined without any worker. */
  choose: (file: Pick<FileRow, 'id' | 'bot_id'>) => Promise<Worker | undefined>
  /** Asks all (and so wakes those that sleep): how well the best of them is, as soon as one is well. */
  look: () => Promise<Status['worker']['state']>
  /** Reads anew who has enrolled, and who was removed. */
  reload: () => Promise<void>
  close: () => void
}

type Parts = {
  store: Pick<WorkerStore, 'enrolled'>
  /** WORKER_URL and WORKER_ID; it reads with the bot of the settings. */
  named: { id: string; url: string } | undefined
  mainBot: () => number | undefined
  /** Bots that can read the file; its own unless said otherwise. */
  botsOf?: (file: Pick<FileRow, 'id' | 'bot_id'>) => Promise<readonly number[]>
  guardedFetch: GuardedFetch
  isWatched: () => boolean
  onChange: () => void
  askAgainMs?: number
}

export const openWorkers = async ({
  store,
  named,
  mainBot,
  botsOf = async (file) => [file.bot_id],
  guardedFetch,
  isWatched,
  onChange,
  askAgainMs = ASK_AGAIN_MS,
}: Parts): Promise<Workers> => {
  const watches = new Map<string, WorkerWatch>()
  let enrolled: KnownWorker[] = []

  const known = (): KnownWorker[] => [
    ...(named ? [{ ...named, botId: mainBot(), isSpent: false }] : []),
    ...enrolled,
  ]

  const watchOf = (url: string): WorkerWatch => {
    const watch =
      watches.get(url) ?? watchWorker(url, { guardedFetch, onChange, freshMs: askAgainMs - 1_000 })
    watches.set(url, watch)
    return watch
  }

  const reload = async () => {
    const before = JSON.stringify(enrolled)
    enrolled = await store.enrolled()
    const urls = new Set(known().map(({ url }) => url))
    for (const [url, watch] of watches) {
      if (urls.has(url)) continue
      watch.close()
      watches.delete(url)
    }
    if (JSON.stringify(enrolled) !== before) onChange()
  }

  const describe = ({ isSpent, ...worker }: KnownWorker) => {
    const { reading } = watchOf(worker.url)
    return { ...worker, state: reading.state, isFull: isSpent || reading.health?.isFull === true, reading }
  }
  const list = () => known().map(describe)

  const best = () => {
    const states = new Set(list().map(({ state }) => state))
    return STATES.find((state) => states.has(state)) ?? 'none'
  }

  /** Resolves when all have answered. */
  const askAll = () => Promise.all(known().map(({ url }) => watchOf(url).look()))

  const look = async () => {
    const looks = known().map(({ url }) => watchOf(url).look())
    const firstThatIsWell = Promise.any(
      looks.map(async (reading) => {
        if ((await reading).state !== 'ok') throw new Error('not well')
      }),
    )
    await firstThatIsWell.catch(() => {})
    return best()
  }

  await reload()
  const timer = setInterval(() => {
    void reload().catch(() => {})
    if (isWatched()) void askAll()
  }, askAgainMs)

  return {
    list,
    look,
    reload,
    choose: async (file) => {
      // Where there is one, there is nothing to know.
      const isStale = known().length > 1 && known().some(({ url }) => watchOf(url).ageMs > STALE_MS)
      if (isStale) await Promise.race([askAll(), sleep(PATIENCE_MS, undefined, { ref: false })])
      const workers = list().map((worker) =>
        worker.state === 'ok' && watchOf(worker.url).ageMs > STALE_MS
          ? { ...worker, state: 'waking' as const }
          : worker,
      )
      return chooseWorker({ id: file.id, botIds: await botsOf(file) }, workers)
    },
    close: () => {
      clearInterval(timer)
      for (const watch of watches.values()) watch.close()
    },
  }
}
