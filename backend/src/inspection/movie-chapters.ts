// Chapters of MP4 and MOV: Nero's list (`chpl`), else a text track that another one refers to as its chapters (QuickTime File
// Format, Chapter Lists), which is what Apple's programs write.
import { MAX_CHAPTERS, type Chapter } from '@gramreel/contracts/details'
import { findBoxes, type Box, type BoxBudget } from './boxes.ts'
import type { ByteSource } from './byte-source.ts'
import { readSampleTable } from './sample-table.ts'

const MAX_TABLE_BYTES = 64 * 1024
const MAX_TITLE_BYTES = 1_024
/** Of a second: the unit of `chpl`. */
const TICKS = 10_000_000

/** Start times of eight bytes, titles of up to 255; two forms of the count. */
export const readNeroChapters = (chpl: Buffer): Chapter[] => {
  const chapters: Chapter[] = []
  const isLong = chpl[0] === 1
  let at = isLong ? 9 : 5
  const count = chpl[at - 1] ?? 0
  while (chapters.length < Math.min(count, MAX_CHAPTERS) && at + 9 <= chpl.length) {
    const start = Number(chpl.readBigUInt64BE(at)) / TICKS
    const end = at + 9 + (chpl[at + 8] ?? 0)
    if (end > chpl.length) break
    chapters.push({ start, title: chpl.toString('utf8', at + 9, end) })
    at = end
  }
  return chapters
}

/** Two bytes of length, then text: UTF-8, or UTF-16 with a mark. */
export const readTextSample = (sample: Buffer): string => {
  if (sample.length < 2) return ''
  const text = sample.subarray(2, 2 + sample.readUInt16BE(0))
  const isUtf16 = text.length >= 2 && text.readUInt16BE(0) === 0xfeff
  return new TextDecoder(isUtf16 ? 'utf-16be' : 'utf-8').decode(text)
}

/** `scale`: units of the track's time in a second. Throws what the source throws. */
export const readChapterTrack = async (
  source: ByteSource,
  trak: Box,
  budget: BoxBudget,
  scale: number,
): Promise<Chapter[]> => {
  const stbl = (await findBoxes(source, trak, budget, ['mdia/minf/stbl'])).get('mdia/minf/stbl')
  const table = stbl && (await readSampleTable(source, stbl, budget, MAX_TABLE_BYTES))
  if (!table || scale <= 0) return []
  const numbers = Array.from({ length: Math.min(table.count, MAX_CHAPTERS) }, (_none, n) => n)
  const chapters: Chapter[] = []
  for (const { time, start, end } of table.samples(numbers)) {
    const title = readTextSample(await source.read(start, Math.min(end - start, MAX_TITLE_BYTES)))
    chapters.push({ start: time / scale, title })
  }
  return chapters
}
