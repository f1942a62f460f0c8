// From the start of the process, with a saved session, to the first byte of a request that waits for it.
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import type { Findings, Scale } from '../figures.ts'
import { median, takeTurns } from '../figures.ts'
import { GIGABYTE, MEBIBYTE } from '../meter.ts'
import type { Server } from '../stage/server.ts'
import type { Stage } from '../stage/stage.ts'

export async function measureStart(stage: Stage, { pick }: Scale): Promise<Findings> {
  const dataDir = await mkdtemp(join(stage.folder, 'saved '))
  const sessionFile = join(dataDir, 'stock-session.txt')
  const times = { worker: [] as number[], stock: [] as number[] }
  const start = (begin: (isAwaited: boolean) => Promise<Server>, into: number[]) => async () => {
    const film = await stage.addFilm(2 * GIGABYTE)
    const server = await begin(false)
    const ms = await stage.reader.tell('firstByte', { url: server.url(film), start: 100 * MEBIBYTE })
    into.push(ms / 1000)
    await server.stop()
  }
  const worker = (isAwaited: boolean) => stage.startWorker({ dataDir, isAwaited })
  const stock = (isAwaited: boolean) => stage.startStock({ sessionFile, isAwaited })
  // The first start of each signs in, and leaves its session behind.
  for (const first of [worker, stock]) await (await first(true)).stop()
  await stage.setLatency(50)
  const remarks = await takeTurns(pick(5, 2), {
    worker: start(worker, times.worker),
    stock: start(stock, times.stock),
  })
  return {
    rows: [
      {
        what: 's from the start of the process (saved session) to first byte, 50 ms',
        digits: 2,
        ...times,
        target: '≤ 1.5',
        isMet: median(times.worker) <= 1.5,
      },
    ],
    remarks,
  }
}
