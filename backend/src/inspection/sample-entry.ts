// What a track of MP4 or MOV is coded with: its first sample entry (ISO/IEC 14496-12, section 8.5.2). Pure.
import { boxesIn } from './boxes.ts'
import { av1, avc, hevc, mpeg4, vp } from './codec-string.ts'

/** From the entry's beginning to its boxes: ISO/IEC 14496-12, section 12. */
const PICTURE_FIELDS = 86
/** QuickTime's own kinds of sound have more (QuickTime File Format, Sound Sample Descriptions). */
const SOUND_FIELDS = [36, 52, 72]

const NAMED: Record<string, string> = {
  Opus: 'opus',
  fLaC: 'flac',
  'ac-3': 'ac-3',
  'ec-3': 'ec-3',
  alac: 'alac',
  '.mp3': 'mp3',
  // No browser plays these; that it cannot is what it is asked for.
  apch: 'apch',
  apcn: 'apcn',
  apcs: 'apcs',
  apco: 'apco',
  ap4h: 'ap4h',
  jpeg: 'jpeg',
  dtsc: 'dtsc',
}

const codecOf = (name: string, boxes: Map<string, Buffer>): string | undefined => {
  if (name === 'avc1' || name === 'avc3') return avc(name, boxes.get('avcC'))
  if (name === 'hvc1' || name === 'hev1') return hevc(name, boxes.get('hvcC'))
  if (name === 'av01') return av1(boxes.get('av1C'))
  if (name === 'vp08' || name === 'vp09') return vp(name, boxes.get('vpcC'))
  if (name === 'mp4v') return mpeg4(name, boxes.get('esds'))
  if (name === 'mp4a')
    return mpeg4(name, boxes.get('esds') ?? boxesIn(boxes.get('wave') ?? Buffer.alloc(0)).get('esds'))
  return NAMED[name]
}

/** `stsd` -> RFC 6381. `kind`: the track's, as `hdlr` says. */
export const codecOfEntry = (stsd: Buffer, kind: 'picture' | 'sound'): string | undefined => {
  if (stsd.length < 24) return undefined
  const entry = stsd.subarray(8, 8 + stsd.readUInt32BE(8))
  if (entry.length < 36) return undefined
  const fields = kind === 'picture' ? PICTURE_FIELDS : (SOUND_FIELDS[entry.readUInt16BE(16)] ?? 36)
  return codecOf(entry.toString('latin1', 4, 8), boxesIn(entry.subarray(fields)))
}
