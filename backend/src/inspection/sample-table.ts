// Where the samples of a track lie, how large they are and when they are shown (ISO/IEC 14496-12, section 8.7 and 8.6).
import { findBoxes, type Box, type BoxBudget } from './boxes.ts'
import type { ByteSource } from './byte-source.ts'

/** Four hours at sixty a second. */
const MAX_SAMPLES = 1_000_000
const TABLES = ['stts', 'stsz', 'stsc', 'stco', 'co64', 'stss', 'stsd'] as const

/** `time` in the track's own scale; bytes of the file. */
export type Sample = { time: number; start: number; end: number }

export type SampleTable = {
  count: number
  /** Numbers of those that need no other, from 0; undefined: none does. */
  keys: number[] | undefined
  samples: (numbers: readonly number[]) => Sample[]
  /** As it is in the file. */
  stsd: Buffer
}

/** How many records there are at most, by what is said and by the bytes that are there. */
const countOf = (bytes: Buffer, at: number, recordBytes: number): number =>
  bytes.length < at + 4
    ? 0
    : Math.min(bytes.readUInt32BE(at), Math.floor((bytes.length - at - 4) / recordBytes), MAX_SAMPLES)

const readSizes = (stsz: Buffer): { count: number; sizeOf: (n: number) => number } | undefined => {
  if (stsz.length < 12) return undefined
  const same = stsz.readUInt32BE(4)
  if (same > 0) return { count: Math.min(stsz.readUInt32BE(8), MAX_SAMPLES), sizeOf: () => same }
  return { count: countOf(stsz, 8, 4), sizeOf: (n) => stsz.readUInt32BE(12 + n * 4) }
}

/** Of every sample, in order: runs of the same duration. */
const readTimes = (stts: Buffer, count: number): Float64Array => {
  const times = new Float64Array(count)
  let sample = 0
  let time = 0
  for (let run = 0; run < countOf(stts, 4, 8) && sample < count; run++) {
    const length = stts.readUInt32BE(8 + run * 8)
    const duration = stts.readUInt32BE(12 + run * 8)
    for (let i = 0; i < length && sample < count; i++, time += duration) times[sample++] = time
  }
  return times.fill(time, sample)
}

/** Of every sample: chunks begin where `stco` says, and hold as many as `stsc` says. */
const readOffsets = (
  stsc: Buffer,
  chunkAt: (chunk: number) => number,
  chunks: number,
  { count, sizeOf }: { count: number; sizeOf: (n: number) => number },
): Float64Array => {
  const offsets = new Float64Array(count)
  const runs = countOf(stsc, 4, 12)
  let sample = 0
  // Never back: made-up runs could have all chunks gone through again and again.
  let chunk = 0
  for (let run = 0; run < runs && sample < count; run++) {
    chunk = Math.max(chunk, stsc.readUInt32BE(8 + run * 12) - 1)
    const next = run + 1 < runs ? stsc.readUInt32BE(8 + (run + 1) * 12) - 1 : chunks
    const perChunk = stsc.readUInt32BE(12 + run * 12)
    for (; chunk < Math.min(next, chunks) && sample < count; chunk++) {
      let at = chunkAt(chunk)
      for (let i = 0; i < perChunk && sample < count; i++) {
        offsets[sample] = at
        at += sizeOf(sample++)
      }
    }
  }
  return offsets
}

/** Undefined where it is not there, or larger than `maxBytes`. Throws what the source throws. */
export const readSampleTable = async (
  source: ByteSource,
  stbl: Box,
  budget: BoxBudget,
  maxBytes: number,
): Promise<SampleTable | undefined> => {
  const boxes = await findBoxes(source, stbl, budget, TABLES)
  if ([...boxes.values()].reduce((sum, { start, end }) => sum + end - start, 0) > maxBytes) return undefined
  const read = async (type: (typeof TABLES)[number]): Promise<Buffer | undefined> => {
    const box = boxes.get(type)
    return box && source.read(box.start, box.end - box.start)
  }
  const [stsd, stts, stsz, stsc, stco] = [
    await read('stsd'),
    await read('stts'),
    await read('stsz'),
    await read('stsc'),
    await read('stco'),
  ]
  const co64 = stco ? undefined : await read('co64')
  const chunkTable = stco ?? co64
  const sizes = stsz && readSizes(stsz)
  if (!stsd || !stts || !stsc || !chunkTable || !sizes) return undefined
  const chunks = countOf(chunkTable, 4, stco ? 4 : 8)
  const chunkAt = (chunk: number) =>
    stco ? chunkTable.readUInt32BE(8 + chunk * 4) : Number(chunkTable.readBigUInt64BE(8 + chunk * 8))
  const times = readTimes(stts, sizes.count)
  const offsets = readOffsets(stsc, chunkAt, chunks, sizes)
  const stss = await read('stss')
  const keys =
    stss && Array.from({ length: countOf(stss, 4, 4) }, (_none, i) => stss.readUInt32BE(8 + i * 4) - 1)
  return {
    count: sizes.count,
    keys: keys?.filter((number) => number >= 0 && number < sizes.count),
    samples: (numbers) =>
      numbers.flatMap((number) => {
        const start = offsets[number] ?? 0
        const end = start + sizes.sizeOf(number)
        return start > 0 && end <= source.size ? [{ time: times[number] ?? 0, start, end }] : []
      }),
    stsd,
  }
}
