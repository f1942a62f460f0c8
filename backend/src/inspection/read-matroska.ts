// What a film says of itself in Matroska and WebM (RFC 9559): how long and how large it is, how it is coded, its chapters.
import type { Chapter } from '@gramreel/contracts/details'
import type { ByteSource } from './byte-source.ts'
import { cleanChapters } from './chapters.ts'
import { aac, av1, avc, hevc } from './codec-string.ts'
import { childrenOf, elementsOf, float, HEADER_BYTES, readElement, text, unsigned } from './ebml.ts'
import { plausibleSide, type Facts } from './facts.ts'

export const ID = {
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  info: 0x1549a966,
  tracks: 0x1654ae6b,
  chapters: 0x1043a770,
  cues: 0x1c53bb6b,
  cluster: 0x1f43b675,
} as const

/** Of each part that is read whole; one that is larger counts as absent. */
const MAX_PART_BYTES = 2 * 1024 * 1024
/** Looked at on the way to the first pictures. */
const MAX_ELEMENTS = 100
const MAX_TRACKS = 64
const DEFAULT_SCALE = 1_000_000

type Part = { start: number; end: number }

/** Where each part lies: those before the first pictures are met, the others are pointed to. */
const findParts = async (source: ByteSource, segment: Part): Promise<Map<number, Part>> => {
  const parts = new Map<number, Part>()
  const wanted = new Set<number>([ID.info, ID.tracks, ID.chapters, ID.cues])
  const note = async (at: number): Promise<number | undefined> => {
    const head = await source.read(at, HEADER_BYTES)
    const element = readElement(head, 0)
    if (!element || element.size === Infinity) return undefined
    const [start, end] = [at + element.body, at + element.body + element.size]
    if (wanted.has(element.id) && !parts.has(element.id)) parts.set(element.id, { start, end })
    if (element.id === ID.seekHead && element.size <= MAX_PART_BYTES) {
      for (const seek of elementsOf(await source.read(start, element.size))) {
        const seekFields = childrenOf(seek.body)
        pointed.set(unsigned(seekFields.get(0x53ab)), segment.start + unsigned(seekFields.get(0x53ac)))
      }
    }
    return element.id === ID.cluster ? undefined : end
  }
  const pointed = new Map<number, number>()
  let at: number | undefined = segment.start
  for (let count = 0; at !== undefined && at < segment.end && count < MAX_ELEMENTS; count++)
    at = await note(at)
  for (const [id, place] of pointed)
    if (wanted.has(id) && !parts.has(id) && place < segment.end) await note(place)
  return parts
}

export type MatroskaTrack = {
  number: number
  /** 1 pictures, 2 sound. */
  type: number
  codec: string | undefined
  width: number | undefined
  height: number | undefined
  /** As it is in the file. */
  entry: Buffer
}

/** By Matroska's names (https://www.matroska.org/technical/codec_specs.html). */
const codecOf = (name: string, config: Buffer | undefined): string | undefined => {
  const simple: Record<string, string> = {
    V_VP8: 'vp8',
    V_VP9: 'vp9',
    V_THEORA: 'theora',
    'V_MPEG4/ISO/ASP': 'mp4v.20.240',
    A_OPUS: 'opus',
    A_VORBIS: 'vorbis',
    A_FLAC: 'flac',
    A_AC3: 'ac-3',
    A_EAC3: 'ec-3',
    A_DTS: 'dtsc',
    A_TRUEHD: 'mlpa',
    'A_MPEG/L3': 'mp3',
  }
  if (name === 'V_MPEG4/ISO/AVC') return avc('avc1', config)
  if (name === 'V_MPEGH/ISO/HEVC') return hevc('hvc1', config)
  if (name === 'V_AV1') return av1(config)
  if (name.startsWith('A_AAC')) return aac(config) ?? 'mp4a.40.2'
  return simple[name]
}

const readTrack = (whole: Buffer, entry: Buffer): MatroskaTrack => {
  const fields = childrenOf(entry)
  const video = childrenOf(fields.get(0xe0) ?? Buffer.alloc(0))
  return {
    number: unsigned(fields.get(0xd7)),
    type: unsigned(fields.get(0x83)),
    codec: codecOf(text(fields.get(0x86)), fields.get(0x63a2)),
    width: plausibleSide(unsigned(video.get(0xb0))),
    height: plausibleSide(unsigned(video.get(0xba))),
    entry: whole,
  }
}

/** Of the first edition; chapters within chapters and hidden ones are left out. */
const readChapters = (bytes: Buffer): Chapter[] => {
  const edition = childrenOf(bytes).get(0x45b9) ?? Buffer.alloc(0)
  return Array.from(elementsOf(edition))
    .filter(({ id }) => id === 0xb6)
    .map(({ body }) => childrenOf(body))
    .filter((atom) => unsigned(atom.get(0x98)) !== 1)
    .map((atom) => ({
      start: unsigned(atom.get(0x91)) / 1e9,
      title: text(childrenOf(atom.get(0x80) ?? Buffer.alloc(0)).get(0x85)),
    }))
}

export type Matroska = {
  facts: Facts
  tracks: MatroskaTrack[]
  /** Nanoseconds. */
  scale: number
  segment: Part
  /** Where key frames are; empty where it has no such list. */
  cues: Buffer
}

/** Undefined for what is none. Throws what the source throws. */
export const openMatroska = async (source: ByteSource): Promise<Matroska | undefined> => {
  const header = readElement(await source.read(0, HEADER_BYTES), 0)
  if (!header || header.size > 1024) return undefined
  const at = header.body + header.size
  const found = readElement(await source.read(at, HEADER_BYTES), 0)
  if (found?.id !== ID.segment) return undefined
  const segment = { start: at + found.body, end: Math.min(source.size, at + found.body + found.size) }
  const parts = await findParts(source, segment)
  const part = async (id: number): Promise<Buffer> => {
    const { start, end } = parts.get(id) ?? { start: 0, end: 0 }
    return end - start > MAX_PART_BYTES ? Buffer.alloc(0) : source.read(start, end - start)
  }
  const info = childrenOf(await part(ID.info))
  const scale = unsigned(info.get(0x2ad7b1), DEFAULT_SCALE)
  const seconds = (float(info.get(0x4489)) * scale) / 1e9
  const durationSeconds = seconds > 0 && seconds < 10_000_000 ? Math.round(seconds * 1000) / 1000 : undefined
  const tracks = Array.from(elementsOf(await part(ID.tracks)))
    .filter(({ id }) => id === 0xae)
    .slice(0, MAX_TRACKS)
    .map(({ whole, body }) => readTrack(whole, body))
  const played = [1, 2].flatMap((type) => tracks.find((track) => track.type === type) ?? [])
  const codecs = played.map(({ codec }) => codec)
  return {
    facts: {
      durationSeconds,
      width: played.find(({ type }) => type === 1)?.width,
      height: played.find(({ type }) => type === 1)?.height,
      codecs: codecs.length > 0 && !codecs.includes(undefined) ? codecs.join(', ') : undefined,
      chapters: cleanChapters(readChapters(await part(ID.chapters)), durationSeconds),
    },
    tracks,
    scale,
    segment,
    cues: await part(ID.cues),
  }
}
