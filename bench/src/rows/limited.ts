// How many players a tenth of a core, and half a core, can feed without one of them ever stopping.
import type { Findings, Row, Scale } from '../figures.ts'
import { GIGABYTE, MEBIBYTE } from '../meter.ts'
import type { Limit } from '../stage/limit-cpu.ts'
import type { Server } from '../stage/server.ts'
import type { Stage } from '../stage/stage.ts'
import type { Played } from '../reader/player.ts'

const SHARES = [
  { share: 0.1, target: 5 },
  { share: 0.5, target: 30 },
]
/** Nobody waits longer than this for a film to begin. */
const PATIENCE_MS = 10_000
/** Below what they started with they live on their buffers, and the end is near. */
const HELD_SECONDS = 2

const isFine = (played: readonly Played[]): boolean =>
  played.every(
    ({ startMs, rebuffered, problem }) => startMs <= PATIENCE_MS && rebuffered === 0 && problem === undefined,
  ) && played.reduce((sum, { bufferedSeconds }) => sum + bufferedSeconds, 0) >= HELD_SECONDS * played.length

/** The most that is fine: doubles from `first` while it is, then halves the gap; `tries` runs at most. */
async function findMost(
  first: number,
  tries: number,
  isFineWith: (count: number) => Promise<boolean>,
): Promise<number> {
  let fine = 0
  let tooMany = Infinity
  let next = first
  for (let i = 0; i < tries && next > fine && next < tooMany; i++) {
    if (await isFineWith(next)) fine = next
    else tooMany = next
    next = tooMany === Infinity ? fine * 2 : Math.floor((fine + tooMany) / 2)
  }
  return fine
}

export async function measureLimited(stage: Stage, { pick }: Scale): Promise<Findings> {
  const seconds = pick(20, 10)
  const limits: Limit[] = []
  try {
    for (const { share } of SHARES) limits.push(await stage.limitCpu(share))
  } catch (error) {
    return {
      rows: [],
      remarks: [
        `Viewers on a limited CPU are left out: no control group may be made here (${String(error)}).`,
      ],
    }
  }

  /** One process under each limit, side by side: together they leave most of a two-core machine free. */
  async function most(
    start: () => Promise<Server>,
    tries: number,
    firstOf: (target: number) => number,
  ): Promise<number[]> {
    const servers = await Promise.all(SHARES.map(start))
    // Warm, as a worker is that has been up for a while: compiling under a limit would be measured otherwise.
    for (const server of servers) await stage.warmUp(server)
    await stage.setLatency(50)
    const counts = await Promise.all(
      SHARES.map(async ({ target }, i) => {
        const server = servers[i]
        if (!server) return Number.NaN
        await limits[i]?.take(server.running.pid)
        return findMost(firstOf(target), tries, async (count) => {
          const films = await stage.addFilms(count, 2 * GIGABYTE)
          const urls = films.map((film) => server.url(film))
          return isFine(await stage.reader.tell('players', { urls, start: MEBIBYTE, seconds }))
        })
      }),
    )
    await stage.clear()
    return counts
  }

  const worker = await most(
    () => stage.startWorker(),
    pick(4, 2),
    (target) => target,
  )
  const stock = await most(
    () => stage.startStock(),
    pick(3, 2),
    (target) => Math.ceil(target / 4),
  )
  const rows = SHARES.map(({ share, target }, i): Row => ({
    what: `viewers at 4.5 Mbit/s without rebuffering, ${share} CPU`,
    digits: 0,
    worker: [worker[i] ?? Number.NaN],
    stock: [stock[i] ?? Number.NaN],
    target: `≥ ${target}`,
    isMet: (worker[i] ?? 0) >= target,
  }))
  return {
    rows,
    remarks: [
      `Limited CPU: the most players for whom ${seconds} s went well (found by doubling, then halving the gap): every film began within 10 s, none ever ran dry, and at the end they still held 2 s on average. Each plays a film of his own, Telegram is 50 ms away, the process was warm before it was limited.`,
    ],
  }
}
