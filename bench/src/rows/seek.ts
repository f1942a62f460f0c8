// A viewer of a 2 GB film who seeks: hangs up, and asks for everything from another place on, as players do.
import type { Findings, Scale } from '../figures.ts'
import { allWell, median, percentile, takeTurns } from '../figures.ts'
import { GIGABYTE, MEBIBYTE } from '../meter.ts'
import type { Server } from '../stage/server.ts'
import type { Stage } from '../stage/stage.ts'
import { randomPlaces } from './places.ts'

export async function measureSeek(stage: Stage, { rounds, pick }: Scale): Promise<Findings> {
  const [worker, stock] = [await stage.startWorker(), await stage.startStock()]
  for (const server of [worker, stock]) await stage.warmUp(server)
  await stage.setLatency(50)
  const times = { worker: [] as number[], stock: [] as number[] }
  const seek = (server: Server, count: number, into: number[]) => async () => {
    const film = await stage.addFilm(2 * GIGABYTE)
    const url = server.url(film)
    // 2 MiB fill the player's buffer; then he looks at it, or seeks on at once: reading ahead is left behind by every seek.
    const asked = [0, ...randomPlaces(count, film.size)].map((start) => ({
      url,
      start,
      stopAfter: 2 * MEBIBYTE,
      restMs: Math.random() * 400,
    }))
    const outcomes = await stage.reader.tell('inTurn', { asked })
    allWell(outcomes)
    const seeks = outcomes.slice(1).map(({ firstByteMs }) => firstByteMs)
    into.push(percentile(seeks, 0.95))
  }
  const failures = await takeTurns(rounds, {
    worker: seek(worker, pick(40, 15), times.worker),
    stock: seek(stock, pick(10, 5), times.stock),
  })
  return {
    rows: [
      {
        what: 'ms from a seek in a 2 GB film to first byte, 50 ms, p95',
        digits: 0,
        ...times,
        target: '≤ 150',
        isMet: median(times.worker) <= 150,
      },
    ],
    remarks: [
      ...failures,
      'Seeks: a viewer takes 2 MiB as fast as they come, rests for up to 0.4 s, hangs up, and asks for all from another place on.',
    ],
  }
}
