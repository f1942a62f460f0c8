// One viewer, Telegram 50 ms away: how full the connection is kept.
import type { Findings, Scale } from '../figures.ts'
import { allWell, median, takeTurns } from '../figures.ts'
import { GIGABYTE } from '../meter.ts'
import type { Server } from '../stage/server.ts'
import type { Stage } from '../stage/stage.ts'

export async function measureDistance(stage: Stage, { rounds, pick }: Scale): Promise<Findings> {
  const workerBytes = pick(GIGABYTE / 2, GIGABYTE / 10)
  const stockBytes = pick(66_000_000, GIGABYTE / 50)
  const [worker, stock] = [await stage.startWorker(), await stage.startStock()]
  for (const server of [worker, stock]) await stage.warmUp(server)
  const speeds = { worker: [] as number[], stock: [] as number[] }
  await stage.setLatency(50)
  const read = (server: Server, bytes: number, into: number[]) => async () => {
    const film = await stage.addFilm(2 * GIGABYTE)
    const outcomes = await stage.reader.tell('together', [{ url: server.url(film), start: 0, end: bytes }])
    allWell(outcomes)
    into.push(bytes / 1e6 / (outcomes[0]?.seconds ?? Number.NaN))
  }
  const failures = await takeTurns(rounds, {
    worker: read(worker, workerBytes, speeds.worker),
    stock: read(stock, stockBytes, speeds.stock),
  })
  const ours = median(speeds.worker)
  return {
    rows: [
      {
        what: 'MB/s, one viewer, 50 ms',
        digits: 1,
        ...speeds,
        target: '≥ 60, and ≥ 8 × stock; aim 100',
        isMet: ours >= 60 && ours >= 8 * median(speeds.stock),
      },
    ],
    remarks: [
      ...failures,
      `At 50 ms: the first ${Math.round(workerBytes / 1e6)} MB of a film nobody has read (stock: ${Math.round(stockBytes / 1e6)} MB), the ramp-up included.`,
    ],
  }
}
