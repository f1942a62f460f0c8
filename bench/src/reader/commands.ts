// What the reader's process can be told to do. Plain data in and out: it goes over a pipe.
import { setTimeout as sleep } from 'node:timers/promises'
import { Download, type Asked, type Outcome } from './download.ts'
import { play, type Played } from './player.ts'

const MIB = 2 ** 20

/** Who stands still until they are let go. */
const stalled: Download[] = []

/** All at once; answers when the last is through. */
async function together(asked: Asked[]): Promise<Outcome[]> {
  return Promise.all(asked.map((each) => new Download(each).done))
}

/** One after the other. */
async function inTurn({ asked, pauseMs = 0 }: { asked: Asked[]; pauseMs?: number }): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const each of asked) {
    outcomes.push(await new Download(each).done)
    if (pauseMs > 0) await sleep(pauseMs)
  }
  return outcomes
}

/** All at once, as fast as they can, then all hang up. `bytes` is what came in that time. */
async function forSeconds({
  asked,
  seconds,
}: {
  asked: Asked[]
  seconds: number
}): Promise<{ bytes: number; seconds: number; problems: string[] }> {
  const began = performance.now()
  const downloads = asked.map((each) => new Download(each))
  await Promise.race([sleep(seconds * 1000), Promise.all(downloads.map(({ done }) => done))])
  const bytes = downloads.reduce((sum, download) => sum + download.bytes, 0)
  const took = (performance.now() - began) / 1000
  for (const download of downloads) download.hangUp()
  const outcomes = await Promise.all(downloads.map(({ done }) => done))
  return { bytes, seconds: took, problems: outcomes.flatMap(({ problem }) => problem ?? []) }
}

/** Viewers who open a film, take its first bytes and then read no more, until `letGo`. Fails when one of them got none. */
async function stall(urls: string[]): Promise<void> {
  const started = urls.map(async (url) => {
    const { promise: begun, resolve } = Promise.withResolvers<undefined>()
    const download = new Download({ url, start: 0 }, () => (resolve(undefined), false))
    stalled.push(download)
    const ended = await Promise.race([begun, download.done])
    if (ended) throw new Error(`a viewer who was to stall got nothing: ${ended.problem}`)
  })
  await Promise.all(started)
}

async function letGo(): Promise<void> {
  const gone = stalled.splice(0)
  for (const download of gone) download.hangUp()
  await Promise.all(gone.map(({ done }) => done))
}

/** Players side by side, who come one after the other over the first three seconds. */
async function players({
  urls,
  start,
  seconds,
}: {
  urls: string[]
  start: number
  seconds: number
}): Promise<Played[]> {
  return Promise.all(
    urls.map(async (url, i) => {
      const late = (i / urls.length) * 3
      await sleep(late * 1000)
      return play(url, start, seconds - late)
    }),
  )
}

/** Viewers who jump: each opens a film at the given places, watches about a second of it, and jumps on. First bytes, ms. */
async function jumpers(
  places: { url: string; starts: number[]; stopAfter: number; pauseMs: number }[],
): Promise<Outcome[]> {
  const each = places.map(async ({ url, starts, stopAfter, pauseMs }, i) => {
    await sleep((i / places.length) * pauseMs)
    return inTurn({ asked: starts.map((start) => ({ url, start, stopAfter })), pauseMs })
  })
  return (await Promise.all(each)).flat()
}

/**
 * Viewers of one film who go forward in step, each from a place of his own, so that they stay as far apart as they began.
 * `length`: bytes that each reads.
 */
async function inStep({
  places,
  length,
}: {
  places: { url: string; start: number }[]
  length: number
}): Promise<Outcome[]> {
  const step = MIB
  let allowed = step
  const downloads: Download[] = places.map(({ url, start }, i) => {
    const mayGoOn = (): boolean => (downloads[i]?.bytes ?? 0) < allowed
    return new Download({ url, start, end: start + length }, mayGoOn)
  })
  while (downloads.some(({ isDone }) => !isDone)) {
    const slowest = Math.min(...downloads.map(({ bytes, isDone }) => (isDone ? Infinity : bytes)))
    if (slowest >= allowed - step / 4) {
      allowed = slowest + step
      for (const download of downloads) download.resume()
    }
    await sleep(5)
  }
  return Promise.all(downloads.map(({ done }) => done))
}

const MOST_PATIENT_MS = 2000

/**
 * Viewers who leave at any moment, or once they have what they asked for (`stopAfter`); many without a word (RST). `places` are
 * taken by turns.
 */
async function vanish({
  places,
  atOnce,
  stayMs,
}: {
  places: Asked[]
  atOnce: number
  /** Each stays between none and so many ms. */
  stayMs: number
}): Promise<{ answered: number; problems: string[] }> {
  const waiting = places[Symbol.iterator]()
  const problems: string[] = []
  let answered = 0
  const viewer = async (): Promise<void> => {
    for (const asked of waiting) {
      const download = new Download(asked)
      if (asked.stopAfter === undefined) await sleep(Math.random() * stayMs)
      else await Promise.race([download.done, sleep(MOST_PATIENT_MS)])
      download.hangUp(Math.random() < 0.5)
      const { status, problem } = await download.done
      if (status > 0) answered++
      if (problem !== undefined) problems.push(problem)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, viewer))
  return { answered, problems }
}

/** Asks again and again until somebody listens there; ms from the call to the first byte. */
async function firstByte(asked: Asked): Promise<number> {
  const began = performance.now()
  while (performance.now() - began < 60_000) {
    const { bytes } = await new Download({ ...asked, stopAfter: 1 }).done
    if (bytes > 0) return performance.now() - began
    await sleep(5)
  }
  return Number.NaN
}

async function cpuSeconds(): Promise<number> {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

export const commands = {
  together,
  inTurn,
  forSeconds,
  stall,
  letGo,
  players,
  jumpers,
  inStep,
  vanish,
  firstByte,
  cpuSeconds,
}

export type Commands = typeof commands
