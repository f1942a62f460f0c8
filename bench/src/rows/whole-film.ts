// One viewer reads a film from its first byte to its last, no latency: processor time, speed, memory, bytes asked of Telegram.
import type { Findings, Scale } from '../figures.ts'
import { allWell, median, takeTurns } from '../figures.ts'
import { GIGABYTE, meter } from '../meter.ts'
import type { Server } from '../stage/server.ts'
import type { Stage } from '../stage/stage.ts'

type Figures = { cpuPerGb: number[]; speed: number[]; memory: number[]; upstream: number[] }
const nothing = (): Figures => ({ cpuPerGb: [], speed: [], memory: [], upstream: [] })

export async function measureWholeFilm(stage: Stage, { rounds, pick }: Scale): Promise<Findings> {
  const filmBytes = pick(2 * GIGABYTE, GIGABYTE / 5)
  /** Stock takes half a minute for a gigabyte. */
  const stockBytes = pick(GIGABYTE / 4, GIGABYTE / 20)
  const [worker, stock, nginx] = [nothing(), nothing(), nothing()]
  const others = { telegram: [] as number[], reader: [] as number[] }
  const disk = await stage.startNginx(filmBytes)

  async function read(server: Server, bytes: number, into: Figures): Promise<void> {
    const film = await stage.addFilm(filmBytes)
    const asked = { url: server.url(film), start: 0, end: bytes }
    const sentBefore = await stage.sentByTelegram()
    const pids = [server.running.pid, stage.telegram.pid, stage.reader.pid]
    const { answer, cpu, memory } = await meter(pids, () => stage.reader.tell('together', [asked]))
    allWell(answer)
    const sent = (await stage.sentByTelegram()) - sentBefore
    const [own = Number.NaN, telegram = Number.NaN, reader = Number.NaN] = cpu
    into.cpuPerGb.push((own / bytes) * GIGABYTE)
    into.speed.push(bytes / 1e6 / (answer[0]?.seconds ?? Number.NaN))
    into.memory.push(memory)
    into.upstream.push(sent / bytes)
    if (into === worker) {
      others.telegram.push((telegram / bytes) * GIGABYTE)
      others.reader.push((reader / bytes) * GIGABYTE)
    }
  }
  /** A process of its own for each run, so that no run profits or suffers from the one before. */
  const once = (start: () => Promise<Server>, bytes: number, into: Figures) => async () => {
    const server = await start()
    try {
      await read(server, bytes, into)
    } finally {
      await server.stop()
    }
  }
  const failures = await takeTurns(rounds, {
    worker: once(() => stage.startWorker(), filmBytes, worker),
    stock: once(() => stage.startStock(), stockBytes, stock),
    nginx: disk && (() => read(disk, filmBytes, nginx)),
  })
  await disk?.stop()

  const [cost, stockCost] = [median(worker.cpuPerGb), median(stock.cpuPerGb)]
  return {
    rows: [
      {
        what: 'CPU-s per GB delivered, one viewer',
        digits: 2,
        worker: worker.cpuPerGb,
        stock: stock.cpuPerGb,
        nginx: nginx.cpuPerGb,
        target: '≤ 7, and ≤ ¼ of stock; aim 5',
        isMet: cost <= 7 && cost <= stockCost / 4,
      },
      {
        what: 'MB/s, one viewer, 0 ms',
        digits: 0,
        worker: worker.speed,
        stock: stock.speed,
        nginx: nginx.speed,
        target: '≥ 3 × stock',
        isMet: median(worker.speed) >= 3 * median(stock.speed),
      },
      {
        what: 'RSS, MiB, one viewer, whole 2 GB film',
        digits: 0,
        worker: worker.memory,
        stock: stock.memory,
        target: '≤ 160',
        isMet: median(worker.memory) <= 160,
      },
      {
        what: 'bytes from Telegram per byte delivered, one reader to the end',
        digits: 3,
        worker: worker.upstream,
        stock: stock.upstream,
        target: '≤ 1.05',
        isMet: median(worker.upstream) <= 1.05,
      },
    ],
    remarks: [
      ...failures,
      `The film: ${filmBytes / 1e6} MB, of which stock reads the first ${stockBytes / 1e6} MB. Each run has a process just started. Beside the worker, telegram-local took ${median(others.telegram).toFixed(1)} CPU-s per GB and the reader ${median(others.reader).toFixed(1)}.`,
    ],
  }
}
