// How long a viewer waits for the first byte, on a session that is warm, Telegram 50 ms away.
import type { Findings, Scale } from '../figures.ts'
import { allWell, median, percentile, takeTurns } from '../figures.ts'
import { GIGABYTE, MEBIBYTE } from '../meter.ts'
import type { Film, Server } from '../stage/server.ts'
import type { Stage } from '../stage/stage.ts'
import { randomPlaces } from './places.ts'

const LATENCY_MS = 50
const FILM_BYTES = 2 * GIGABYTE
const VIEWERS = 20

function firstBytes(outcomes: readonly { firstByteMs: number; problem?: string }[]): number[] {
  allWell(outcomes)
  return outcomes.map(({ firstByteMs }) => firstByteMs)
}

export async function measureFirstByte(stage: Stage, { rounds, pick }: Scale): Promise<Findings> {
  const [worker, stock] = [await stage.startWorker(), await stage.startStock()]
  for (const server of [worker, stock]) await stage.warmUp(server)
  const disk = await stage.startNginx(16 * MEBIBYTE)
  await stage.setLatency(LATENCY_MS)
  const { reader } = stage
  const cold = { worker: [] as number[], stock: [] as number[] }
  const crowd = { worker: [] as number[], stock: [] as number[] }
  const cached = { worker: [] as number[], stock: [] as number[], nginx: [] as number[] }
  /** A film nobody has opened yet, and places in it that nobody has been to. */
  const readCold = (server: Server, into: number[]) => async () => {
    const films = await stage.addFilms(pick(12, 5), FILM_BYTES)
    const asked = films.flatMap((film) =>
      [0, ...randomPlaces(2, film.size)].map((start) => ({
        url: server.url(film),
        start,
        end: start + 65_536,
      })),
    )
    into.push(percentile(firstBytes(await reader.tell('inTurn', { asked, pauseMs: 30 })), 0.5))
  }
  const readInCrowd = (server: Server, into: number[]) => async () => {
    const jumps = pick(8, 3)
    const films = await stage.addFilms(VIEWERS, FILM_BYTES)
    const places = films.map((film) => ({
      url: server.url(film),
      starts: randomPlaces(jumps, film.size),
      stopAfter: MEBIBYTE / 2,
      pauseMs: 700,
    }))
    into.push(percentile(firstBytes(await reader.tell('jumpers', places)), 0.99))
  }
  const readCached = (server: Server, film: Film, count: number, into: number[]) => async () => {
    const asked = { url: server.url(film), start: 0, end: 65_536 }
    await reader.tell('inTurn', { asked: [asked] })
    const again = Array.from({ length: count }, () => asked)
    into.push(percentile(firstBytes(await reader.tell('inTurn', { asked: again })), 0.5))
  }

  const film = await stage.addFilm(FILM_BYTES)
  const failures = [
    ...(await takeTurns(rounds, {
      worker: readCold(worker, cold.worker),
      stock: readCold(stock, cold.stock),
    })),
    ...(await takeTurns(rounds, {
      worker: readInCrowd(worker, crowd.worker),
      stock: readInCrowd(stock, crowd.stock),
    })),
    ...(await takeTurns(rounds, {
      worker: readCached(worker, film, pick(300, 50), cached.worker),
      stock: readCached(stock, film, pick(20, 5), cached.stock),
      nginx: disk && readCached(disk, film, pick(300, 50), cached.nginx),
    })),
  ]

  return {
    rows: [
      {
        what: 'ms to first byte, cold chunk, 50 ms, p50',
        digits: 1,
        ...cold,
        target: `≤ ${LATENCY_MS + 20} (a round trip and 20)`,
        isMet: median(cold.worker) <= LATENCY_MS + 20,
      },
      {
        what: `the same with ${VIEWERS} viewers, p99`,
        digits: 0,
        ...crowd,
        target: '≤ 300',
        isMet: median(crowd.worker) <= 300,
      },
      {
        what: 'ms to first byte, cached chunk, 50 ms, p50',
        digits: 2,
        ...cached,
        target: '≤ 3',
        isMet: median(cached.worker) <= 3,
      },
    ],
    remarks: [
      ...failures,
      `Each read is a connection of its own. ${VIEWERS} viewers: each in a film of his own jumps to a cold place, reads half a MiB, waits 0.7 s, and jumps on.`,
    ],
  }
}
