// The boxes of MP4 and MOV (ISO/IEC 14496-12, section 4.2), stepped over without reading what is in them.
import type { ByteSource } from './byte-source.ts'

/** Looked at in one file; a made-up one could go on for ever. */
const MAX_BOXES = 1_000

/** `start` and `end` of what is in it, bytes from the file's beginning. */
export type Box = { type: string; start: number; end: number }
export type BoxBudget = { boxes: number }

export const createBoxBudget = (): BoxBudget => ({ boxes: MAX_BOXES })

/** Every box from there on to `end`; stops at what is none, and when the budget is spent. Throws what the source throws. */
export const walkBoxes = async (
  source: ByteSource,
  { start: from, end }: Pick<Box, 'start' | 'end'>,
  budget: BoxBudget,
  visit: (box: Box) => Promise<void> | void,
): Promise<void> => {
  let at = from
  while (at + 8 <= end) {
    if (budget.boxes-- <= 0) return
    const head = await source.read(at, 16)
    if (head.length < 8) return
    const short = head.readUInt32BE(0)
    const isLong = short === 1
    if (isLong && head.length < 16) return
    const size = short === 0 ? end - at : isLong ? Number(head.readBigUInt64BE(8)) : short
    const start = at + (isLong ? 16 : 8)
    if (size < start - at || !Number.isSafeInteger(size)) return
    await visit({ type: head.toString('latin1', 4, 8), start, end: Math.min(end, at + size) })
    at += size
  }
}

/** All below `from` that lie on one of these paths, such as "mdia/minf/stbl"; the first of each. */
export const findBoxes = async (
  source: ByteSource,
  from: Pick<Box, 'start' | 'end'>,
  budget: BoxBudget,
  paths: readonly string[],
): Promise<Map<string, Box>> => {
  const found = new Map<string, Box>()
  const isOnTheWay = (path: string) => paths.some((one) => one.startsWith(`${path}/`))
  const look = (parent: Pick<Box, 'start' | 'end'>, above: string): Promise<void> =>
    walkBoxes(source, parent, budget, async (box) => {
      const path = above + box.type
      if (found.has(path)) return
      if (paths.includes(path)) found.set(path, box)
      if (isOnTheWay(path)) await look(box, `${path}/`)
    })
  await look(from, '')
  return found
}

/** Boxes within bytes that are at hand; for descriptions of a few hundred bytes. */
export const boxesIn = (bytes: Buffer): Map<string, Buffer> => {
  const boxes = new Map<string, Buffer>()
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at)
    if (size < 8 || at + size > bytes.length) break
    boxes.set(bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + 8, at + size))
    at += size
  }
  return boxes
}
