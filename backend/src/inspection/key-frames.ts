// The key frames of a film, and a film of some of them: a small one, made anew, in which each is shown for some seconds. So the
// program that draws them is given nothing but pictures that were asked for.
import { createBoxBudget, findBoxes } from './boxes.ts'
import type { ByteSource } from './byte-source.ts'
import { openMatroska } from './read-matroska.ts'
import { openMovie } from './read-movie.ts'
import { readSampleTable } from './sample-table.ts'
import type { FilmFormat } from './sniff.ts'
import { findMatroskaFrames, writeMatroska } from './matroska-frames.ts'
import { writeMovie } from './write-movie.ts'

/** Enough for the tables of a film of many hours. */
const TABLES_MAX_BYTES = 8 * 1024 * 1024
/** Of which those are chosen that are shown; in some films no picture needs another, and there are a million. */
const MAX_FRAMES = 5_000

/** When it is shown, and where it lies in the file. */
export type KeyFrame = { seconds: number; start: number; end: number }

export type KeyFrames = {
  durationSeconds: number
  /** As it is shown. */
  width: number | undefined
  height: number | undefined
  /** In order. */
  frames: KeyFrame[]
  /** A film of these pictures in the same format, in parts. */
  write: (pictures: readonly Shown[]) => Buffer[]
}

/** Whole seconds. */
export type Shown = { picture: Buffer; seconds: number }

/** Evenly spread. */
const thin = (numbers: ArrayLike<number>): number[] =>
  Array.from({ length: Math.min(numbers.length, MAX_FRAMES) }, (_none, n) => {
    const step = Math.max(1, numbers.length / MAX_FRAMES)
    return numbers[Math.floor(n * step)] ?? 0
  })

const inMovie = async (source: ByteSource): Promise<KeyFrames | undefined> => {
  const { facts, tracks } = await openMovie(source)
  const track = tracks.find(({ kind }) => kind === 'vide')
  if (!track || track.scale <= 0 || facts.durationSeconds === undefined) return undefined
  const budget = createBoxBudget()
  const boxes = await findBoxes(source, track.box, budget, ['tkhd', 'mdia/minf/stbl'])
  const [head, stbl] = [boxes.get('tkhd'), boxes.get('mdia/minf/stbl')]
  const table = stbl && (await readSampleTable(source, stbl, budget, TABLES_MAX_BYTES))
  // Tracks that change their coding on the way are left alone.
  if (
    !head ||
    !table ||
    head.end - head.start > 200 ||
    table.stsd.length < 8 ||
    table.stsd.readUInt32BE(4) !== 1
  )
    return undefined
  const numbers = thin(table.keys ?? Array.from({ length: table.count }, (_none, n) => n))
  const tkhd = await source.read(head.start, head.end - head.start)
  return {
    durationSeconds: facts.durationSeconds,
    width: facts.width,
    height: facts.height,
    frames: table
      .samples(numbers)
      .map(({ time, start, end }) => ({ seconds: time / track.scale, start, end })),
    write: (pictures) => writeMovie(tkhd, table.stsd, pictures),
  }
}

const inMatroska = async (source: ByteSource, maxFrames: number): Promise<KeyFrames | undefined> => {
  const film = await openMatroska(source)
  const track = film?.tracks.find(({ type }) => type === 1)
  if (!film || !track || film.facts.durationSeconds === undefined) return undefined
  return {
    durationSeconds: film.facts.durationSeconds,
    width: film.facts.width,
    height: film.facts.height,
    frames: await findMatroskaFrames(source, film, track.number, maxFrames),
    write: (pictures) => writeMatroska(track, pictures),
  }
}

/**
 * At most `maxFrames` of them where each has to be looked for (Matroska). Undefined where they cannot be told without reading
 * the whole film. Throws what the source throws.
 */
export const findKeyFrames = async (
  source: ByteSource,
  format: FilmFormat,
  maxFrames: number,
): Promise<KeyFrames | undefined> => {
  if (format === 'mov') return inMovie(source)
  return format === 'matroska' ? inMatroska(source, maxFrames) : undefined
}
