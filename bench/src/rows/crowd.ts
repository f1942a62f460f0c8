// What one more viewer costs in memory, when he stands still and when hundreds read.
import { setTimeout as sleep } from 'node:timers/promises'
import { residentBytes } from '../../../e2e/src/support/memory.ts'
import type { Findings, Scale, Turn } from '../figures.ts'
import { median, takeTurns } from '../figures.ts'
import { GIGABYTE, meter } from '../meter.ts'
import type { Server } from '../stage/server.ts'
import type { Stage } from '../stage/stage.ts'

const FILM_BYTES = 2 * GIGABYTE

/** A process of its own for each, or memory would not go down in between. */
const fresh =
  (start: () => Promise<Server>, work: (server: Server) => Promise<void>): Turn =>
  async () => {
    const server = await start()
    await work(server)
    await server.stop()
  }

export async function measureCrowd(stage: Stage, { rounds, pick }: Scale): Promise<Findings> {
  const { reader } = stage
  const more = { worker: [] as number[], stock: [] as number[] }
  const crowd = { worker: [] as number[], stock: [] as number[] }
  const speeds: number[] = []
  const problems: string[] = []

  async function stall(server: Server, count: number): Promise<number> {
    const films = await stage.addFilms(count, FILM_BYTES)
    await reader.tell(
      'stall',
      films.map((film) => server.url(film)),
    )
    await sleep(pick(2500, 1500))
    return residentBytes(server.running.pid)
  }
  /** The first thirty pay for what everybody shares. */
  const slope = async (server: Server, into: number[]): Promise<void> => {
    const step = pick(50, 10)
    const before = await stall(server, 30)
    const after = await stall(server, step)
    into.push((after - before) / step / 1024)
    await reader.tell('letGo')
  }
  const mixed = async (server: Server, into: number[]): Promise<void> => {
    const half = pick(100, 20)
    const films = await stage.addFilms(2 * half, FILM_BYTES)
    const urls = films.map((film) => server.url(film))
    const { answer, memory } = await meter([server.running.pid], async () => {
      await reader.tell('stall', urls.slice(0, half))
      const asked = urls.slice(half).map((url) => ({ url, start: 0 }))
      return reader.tell('forSeconds', { asked, seconds: pick(8, 4) })
    })
    await reader.tell('letGo')
    into.push(memory)
    if (into === crowd.worker) {
      speeds.push(answer.bytes / 1e6 / answer.seconds)
      problems.push(...answer.problems)
    }
  }
  const worker = () => stage.startWorker()
  const stock = () => stage.startStock()
  const failures = [
    ...(await takeTurns(rounds, {
      worker: fresh(worker, (server) => slope(server, more.worker)),
      stock: fresh(stock, (server) => slope(server, more.stock)),
    })),
    ...(await takeTurns(1, {
      worker: fresh(worker, (server) => mixed(server, crowd.worker)),
      stock: fresh(stock, (server) => mixed(server, crowd.stock)),
    })),
    ...(await takeTurns(rounds - 1, { worker: fresh(worker, (server) => mixed(server, crowd.worker)) })),
  ]

  return {
    rows: [
      {
        what: 'RSS, KiB, each further stalled viewer',
        digits: 0,
        ...more,
        target: '≤ 512',
        isMet: median(more.worker) <= 512,
      },
      {
        what: 'RSS, MiB, 200 viewers of different 2 GB films, half of them stalled',
        digits: 0,
        ...crowd,
        target: '≤ 350',
        isMet: median(crowd.worker) <= 350 && problems.length === 0,
      },
    ],
    remarks: [
      ...failures,
      `The hundred who do not stall read as fast as they can, together ${median(speeds).toFixed(0)} MB/s; ${problems.length === 0 ? 'nobody was cut' : `${problems.length} were cut: ${problems[0]}`}. Stock had one run of that.`,
    ],
  }
}
