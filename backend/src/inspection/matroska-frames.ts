// Where key frames lie in Matroska and WebM, by its list of them (RFC 9559, sections 5.1.5 and 10.2), and a small film of some.
import type { ByteSource } from './byte-source.ts'
import {
  childrenOf,
  elementParts,
  elementsOf,
  HEADER_BYTES,
  readElement,
  unsigned,
  writeElement,
  writeUnsigned,
} from './ebml.ts'
import type { KeyFrame, Shown } from './key-frames.ts'
import { ID, type Matroska, type MatroskaTrack } from './read-matroska.ts'

const SIMPLE_BLOCK = 0xa3
const BLOCK_GROUP = 0xa0
const BLOCK = 0xa1
const TIMESTAMP = 0xe7
/** On the way from a cluster's beginning to its first picture, where the list does not say where it is. */
const MAX_STEPS = 64
const LACED = 0x06
const KEY = 0x80

type Cue = { seconds: number; cluster: number; /** Within the cluster. */ within: number | undefined }

const readCues = ({ cues, scale }: Matroska, track: number): Cue[] =>
  Array.from(elementsOf(cues))
    .filter(({ id }) => id === 0xbb)
    .flatMap(({ body }) => {
      const seconds = (unsigned(childrenOf(body).get(0xb3)) * scale) / 1e9
      return Array.from(elementsOf(body))
        .filter(({ id }) => id === 0xb7)
        .map((position) => childrenOf(position.body))
        .filter((position) => unsigned(position.get(0xf7)) === track)
        .map((position) => ({
          seconds,
          cluster: unsigned(position.get(0xf1)),
          within: position.has(0xf0) ? unsigned(position.get(0xf0)) : undefined,
        }))
    })

/** What a block at this place holds, if it is one picture of this track. */
const readBlock = async (
  source: ByteSource,
  at: number,
  track: number,
): Promise<{ next: number; frame?: { start: number; end: number } } | undefined> => {
  const element = readElement(await source.read(at, HEADER_BYTES), 0)
  if (!element || element.size === Infinity) return undefined
  const [body, next] = [at + element.body, at + element.body + element.size]
  if (element.id === BLOCK_GROUP) {
    const inner = readElement(await source.read(body, HEADER_BYTES), 0)
    const block = inner?.id === BLOCK ? await readBlock(source, body, track) : undefined
    return { next, ...(block?.frame && { frame: block.frame }) }
  }
  if (element.id !== SIMPLE_BLOCK && element.id !== BLOCK) return { next }
  const head = await source.read(body, 4)
  const isOurs = head.length === 4 && head[0] === (track | 0x80) && ((head[3] ?? 0) & LACED) === 0
  return { next, ...(isOurs && next <= source.size && { frame: { start: body + 4, end: next } }) }
}

const findBlock = async (source: ByteSource, { segment }: Matroska, cue: Cue, track: number) => {
  const cluster = segment.start + cue.cluster
  const element = readElement(await source.read(cluster, HEADER_BYTES), 0)
  if (element?.id !== ID.cluster) return undefined
  let at = cluster + element.body + (cue.within ?? 0)
  for (let step = 0; step < (cue.within === undefined ? MAX_STEPS : 1); step++) {
    const block = await readBlock(source, at, track)
    if (!block || block.frame) return block?.frame
    at = block.next
  }
  return undefined
}

/** At most `maxFrames`, evenly spread. Throws what the source throws. */
export const findMatroskaFrames = async (
  source: ByteSource,
  film: Matroska,
  track: number,
  maxFrames: number,
): Promise<KeyFrame[]> => {
  // Numbers of two bytes are for films with more tracks than any has.
  if (track < 1 || track > 126) return []
  const cues = readCues(film, track)
  const step = Math.max(1, cues.length / maxFrames)
  const frames: KeyFrame[] = []
  for (let i = 0; i < cues.length && frames.length < maxFrames; i += step) {
    const cue = cues[Math.floor(i)]
    const frame = cue && (await findBlock(source, film, cue, track))
    if (cue && frame) frames.push({ seconds: cue.seconds, ...frame })
  }
  return frames.toSorted((a, b) => a.seconds - b.seconds)
}

const HEAD = writeElement(
  0x1a45dfa3,
  writeUnsigned(0x42f2, 4),
  writeUnsigned(0x42f3, 8),
  writeElement(0x4282, Buffer.from('matroska')),
  writeUnsigned(0x4287, 4),
  writeUnsigned(0x4285, 2),
)

/** Pure. In parts, for the pictures together are large. */
export const writeMatroska = ({ entry, number }: MatroskaTrack, shown: readonly Shown[]): Buffer[] => {
  let at = 0
  // How long a picture is shown is told by the next one: the last comes once more.
  const clusters = [...shown, ...shown.slice(-1)].flatMap(({ picture, seconds }) => {
    const timestamp = writeUnsigned(TIMESTAMP, at)
    at += seconds * 1_000
    const head = Buffer.from([number | 0x80, 0, 0, KEY])
    return elementParts(ID.cluster, timestamp, ...elementParts(SIMPLE_BLOCK, head, picture))
  })
  const info = writeElement(ID.info, writeUnsigned(0x2ad7b1, 1_000_000))
  return [HEAD, ...elementParts(ID.segment, info, writeElement(ID.tracks, entry), ...clusters)]
}
