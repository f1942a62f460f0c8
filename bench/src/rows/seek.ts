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
    // Each place is watched for 2 MiB, so that every seek leaves reading ahead behind.
    const asked = [0, ...randomPlaces(count, film.size)].map((start) => ({
      url,
      start,
      stopAfter: 2 * MEBIBYTE,
    }))
    const outcomes = await stage.reader.tell('inTurn', { asked })
    allWell(outcomes)
    const seeks = outcomes.slice(1).map(({ firstByteMs }) => firstByteMs)
    into.push(percentile(seeks, 0.95))
  }
  const remarks = await takeTurns(rounds, {
    worker: seek(worker, pick(60, 15), times.worker),
    stock: seek(stock, pick(20, 5), times.stock),
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
    remarks,
  }
}
