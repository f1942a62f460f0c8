// How cost grows with viewers and with the size of films; growth-picture.ts draws it.
import type { Findings, Point, Scale } from '../figures.ts'
import { allWell } from '../figures.ts'
import { GIGABYTE, meter } from '../meter.ts'
import type { Server } from '../stage/server.ts'
import type { Stage } from '../stage/stage.ts'

const MEGABYTE = 1_000_000

export async function measureGrowth(stage: Stage, { pick }: Scale): Promise<Findings> {
  const counts = pick([1, 2, 5, 10, 50, 200], [1, 5, 20])
  const sizes = pick([10, 100, 1000, 4000], [10, 100]).map((size) => size * MEGABYTE)
  /** Stock would take two minutes for the largest. */
  const stockSizes = pick([10, 100, 200], [10, 50]).map((size) => size * MEGABYTE)
  const seconds = pick(3, 2)

  async function atViewers(server: Server, viewers: number): Promise<Point> {
    const films = await stage.addFilms(viewers, 2 * GIGABYTE)
    const asked = films.map((film) => ({ url: server.url(film), start: 0 }))
    const { answer, cpu, memory } = await meter([server.running.pid], () =>
      stage.reader.tell('forSeconds', { asked, seconds }),
    )
    if (answer.problems.length > 0) throw new Error(`${viewers} viewers: ${answer.problems[0]}`)
    const cpuPerGb = ((cpu[0] ?? Number.NaN) / answer.bytes) * GIGABYTE
    return { at: viewers, cpuPerGb, speed: answer.bytes / 1e6 / answer.seconds, memory }
  }
  async function atSize(server: Server, size: number): Promise<Point> {
    // Small films several times, so that there is something to measure.
    const films = await stage.addFilms(Math.max(1, Math.ceil((50 * MEGABYTE) / size)), size)
    const asked = films.map((film) => ({ url: server.url(film) }))
    const {
      answer,
      cpu,
      memory,
      seconds: took,
    } = await meter([server.running.pid], () => stage.reader.tell('inTurn', { asked }))
    allWell(answer)
    const bytes = size * films.length
    return {
      at: size / MEGABYTE,
      cpuPerGb: ((cpu[0] ?? Number.NaN) / bytes) * GIGABYTE,
      speed: bytes / 1e6 / took,
      memory,
    }
  }
  /** A process just started, and warmed, for each line of the picture. */
  async function line<T>(
    start: () => Promise<Server>,
    at: T[],
    measure: (server: Server, at: T) => Promise<Point>,
  ): Promise<Point[]> {
    const server = await start()
    await stage.warmUp(server)
    const points: Point[] = []
    try {
      for (const each of at) points.push(await measure(server, each))
    } catch (error) {
      failures.push(`Growing work: ${String(error)}`)
    } finally {
      await server.stop()
    }
    return points
  }
  const failures: string[] = []
  const worker = () => stage.startWorker()
  const stock = () => stage.startStock()
  const growth = {
    viewers: { worker: await line(worker, counts, atViewers), stock: await line(stock, counts, atViewers) },
    sizes: { worker: await line(worker, sizes, atSize), stock: await line(stock, stockSizes, atSize) },
  }
  return {
    rows: [],
    growth,
    remarks: [
      ...failures,
      `Growing work, no latency, one run: viewers read different 2 GB films for ${seconds} s as fast as they can; films of each size are read by one viewer from end to end. Memory is the largest so far of a process that goes through the line from left to right.`,
    ],
  }
}
