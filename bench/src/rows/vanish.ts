// Ten thousand viewers who leave at random: what is left of them five seconds later.
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../../e2e/src/support/until.ts'
import type { Findings, Scale } from '../figures.ts'
import { GIGABYTE, MEBIBYTE } from '../meter.ts'
import type { Server } from '../stage/server.ts'
import type { Stage } from '../stage/stage.ts'
import type { Held } from '../stage/tell-resources.ts'
import { randomPlaces } from './places.ts'

/** What a garbage collector and an allocator may keep without it being a leak. */
const SLACK_MIB = 16

async function ask({ running }: Server): Promise<Held> {
  const told = running.lines.length
  process.kill(running.pid, 'SIGUSR2')
  const line = await until('what the worker holds', () =>
    running.lines.slice(told).find((text) => text.startsWith('{"held"')),
  )
  return (JSON.parse(line) as { held: Held }).held
}

const count = ({ resources }: Held, wanted: RegExp): number =>
  Object.entries(resources).reduce((sum, [name, number]) => sum + (wanted.test(name) ? number : 0), 0)

export async function measureVanish(stage: Stage, { pick }: Scale): Promise<Findings> {
  const viewers = pick(10_000, 1_000)
  const tellResources = new URL('../stage/tell-resources.ts', import.meta.url).href
  const worker = await stage.startWorker({ nodeArguments: ['--import', tellResources] })
  const films = await stage.addFilms(10, GIGABYTE)
  const urls = films.map((film) => worker.url(film))
  const come = (number: number) => {
    // Every other one opens a film from its start, which is in the cache, so that many leave in mid-answer.
    const places = randomPlaces(number, GIGABYTE).map((start, i) => ({
      url: urls[i % urls.length] ?? '',
      start: Math.random() < 0.5 ? 0 : start,
      ...(Math.random() < 0.25 && { stopAfter: Math.ceil(Math.random() * MEBIBYTE) }),
    }))
    return stage.reader.tell('vanish', { places, atOnce: 25, stayMs: 150 })
  }
  // Caches full, code compiled: the state that one may ask to have back.
  await come(viewers / 10)
  await sleep(5000)
  const before = await ask(worker)
  const began = performance.now()
  const { answered, problems } = await come(viewers)
  const took = (performance.now() - began) / 1000
  await sleep(5000)
  const after = await ask(worker)

  const grown = (after.residentBytes - before.residentBytes) / MEBIBYTE
  const heap = (after.heapBytes - before.heapBytes) / MEBIBYTE
  const sockets = count(after, /socket|tcp/i) - count(before, /socket|tcp/i)
  const timers = count(after, /timeout|immediate/i) - count(before, /timeout|immediate/i)
  return {
    rows: [
      {
        what: `${viewers} vanished viewers, 5 s after: RSS, MiB more`,
        digits: 1,
        worker: [grown],
        target: `as before (≤ ${SLACK_MIB})`,
        isMet: grown <= SLACK_MIB,
      },
      {
        what: 'the same: heap and buffers after a collection, MiB more',
        digits: 1,
        worker: [heap],
        target: 'as before (≤ 4)',
        isMet: heap <= 4,
      },
      { what: 'the same: sockets more', digits: 0, worker: [sockets], target: '0', isMet: sockets <= 0 },
      { what: 'the same: timers more', digits: 0, worker: [timers], target: '0', isMet: timers <= 0 },
    ],
    remarks: [
      `The ${viewers} came in ${took.toFixed(0)} s, 25 at once, half of them to the start and half to random places of ten films. A quarter left in the middle of the first MiB, the others within 150 ms, often without a word (RST); ${answered} had an answer by then${problems.length > 0 ? `; ${problems.length} met trouble: ${problems[0]}` : ''}. Before: after ${viewers / 10} others and 5 s of rest.`,
    ],
  }
}
