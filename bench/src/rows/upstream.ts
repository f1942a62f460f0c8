// What Telegram is asked for, beside what viewers get.
import type { Findings, Scale } from '../figures.ts'
import { allWell, median, takeTurns } from '../figures.ts'
import { GIGABYTE, MEBIBYTE } from '../meter.ts'
import type { Asked, Outcome } from '../reader/download.ts'
import type { Server } from '../stage/server.ts'
import type { Stage } from '../stage/stage.ts'
import { randomPlaces } from './places.ts'

const SPREAD = 64 * MEBIBYTE

export async function measureUpstream(stage: Stage, { rounds, pick }: Scale): Promise<Findings> {
  const viewers = 100
  const each = pick(16, 4) * MEBIBYTE
  const shared: number[] = []
  const random = { worker: [] as number[], stock: [] as number[] }

  /** Bytes that left telegram-local meanwhile. */
  async function upstreamOf(read: () => Promise<Outcome[]>): Promise<{ sent: number; delivered: number }> {
    const before = await stage.sentByTelegram()
    const outcomes = await read()
    allWell(outcomes)
    const delivered = outcomes.reduce((sum, { bytes }) => sum + bytes, 0)
    return { sent: (await stage.sentByTelegram()) - before, delivered }
  }
  const manyInStep = async (): Promise<void> => {
    const worker = await stage.startWorker()
    const [film, same] = await stage.addFilms(2, 2 * GIGABYTE)
    if (!film || !same) return
    const alone: Asked = { url: worker.url(same), start: 0, end: SPREAD + each }
    const one = await upstreamOf(() => stage.reader.tell('together', [alone]))
    const places = Array.from({ length: viewers }, (_, i) => ({
      url: worker.url(film),
      start: Math.floor((i / viewers) * SPREAD),
    }))
    const many = await upstreamOf(() => stage.reader.tell('inStep', { places, length: each }))
    shared.push(many.sent / one.sent)
    await worker.stop()
  }
  const ranges = (server: Server, count: number, into: number[]) => async () => {
    const film = await stage.addFilm(2 * GIGABYTE)
    const asked = randomPlaces(count, film.size).map((start) => ({
      url: server.url(film),
      start,
      end: start + Math.floor(65_536 * 2 ** (Math.random() * 6)),
    }))
    const { sent, delivered } = await upstreamOf(() => stage.reader.tell('inTurn', { asked }))
    into.push(sent / delivered)
  }
  for (let round = 0; round < rounds; round++) await manyInStep()
  const [worker, stock] = [await stage.startWorker(), await stage.startStock()]
  const failures = await takeTurns(rounds, {
    worker: ranges(worker, pick(300, 40), random.worker),
    stock: ranges(stock, pick(40, 10), random.stock),
  })
  return {
    rows: [
      {
        what: `bytes from Telegram, ${viewers} viewers of one film within 64 MiB : one viewer`,
        digits: 2,
        worker: shared,
        target: '≤ 1.2',
        isMet: median(shared) <= 1.2,
      },
      {
        what: 'bytes from Telegram per byte delivered, random ranges of 64 KiB to 4 MiB',
        digits: 2,
        ...random,
        target: '≤ 2',
        isMet: median(random.worker) <= 2,
      },
    ],
    remarks: [
      ...failures,
      `${viewers} viewers of one film stand evenly over 64 MiB and go forward in step, ${each / MEBIBYTE} MiB each; the one viewer reads what all of them touch.`,
    ],
  }
}
