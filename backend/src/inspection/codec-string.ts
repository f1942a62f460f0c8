// The codecs parameter (RFC 6381; ISO/IEC 14496-15, annex E; AV1 and VP9 in ISO-BMFF) from a decoder's configuration: what a
// browser is asked about with. Pure; undefined for what is broken or unknown.

const hex = (byte = 0): string => byte.toString(16).toUpperCase().padStart(2, '0')
const decimal = (number: number): string => String(number).padStart(2, '0')

/** `avcC`: profile, constraints, level. */
export const avc = (name: string, config: Buffer | undefined): string | undefined =>
  config && config.length >= 4 ? `${name}.${config.toString('hex', 1, 4).toUpperCase()}` : undefined

const reverseBits = (bits: number): number => {
  let reversed = 0
  for (let bit = 0; bit < 32; bit++) reversed = (reversed << 1) | ((bits >>> bit) & 1)
  return reversed >>> 0
}

/** `hvcC`: profile, compatibility the other way round, tier and level, constraints without the zeros at their end. */
export const hevc = (name: string, config: Buffer | undefined): string | undefined => {
  if (!config || config.length < 13) return undefined
  const first = config[1] ?? 0
  const space = ['', 'A', 'B', 'C'][first >> 6] ?? ''
  const tier = (first & 0x20) === 0 ? 'L' : 'H'
  const constraints = Array.from(config.subarray(6, 12))
  while (constraints.at(-1) === 0) constraints.pop()
  const compatibility = reverseBits(config.readUInt32BE(2)).toString(16).toUpperCase()
  const parts = [`${space}${first & 0x1f}`, compatibility, `${tier}${config[12] ?? 0}`]
  return [name, ...parts, ...constraints.map((byte) => byte.toString(16).toUpperCase())].join('.')
}

/** `av1C`. */
export const av1 = (config: Buffer | undefined): string | undefined => {
  if (!config || config.length < 3) return undefined
  const [, second = 0, third = 0] = config
  const profile = second >> 5
  const isDeep = (third & 0x40) !== 0
  const depth = isDeep ? (profile === 2 && (third & 0x20) !== 0 ? 12 : 10) : 8
  return `av01.${profile}.${decimal(second & 0x1f)}${(third & 0x80) === 0 ? 'M' : 'H'}.${decimal(depth)}`
}

/** `vpcC`, after its version and flags. */
export const vp = (name: string, config: Buffer | undefined): string | undefined => {
  if (!config || config.length < 7) return undefined
  const [profile = 0, level = 0, depth = 0] = config.subarray(4)
  return `${name}.${decimal(profile)}.${decimal(level)}.${decimal(depth >> 4)}`
}

/** AudioSpecificConfig (ISO/IEC 14496-3, section 1.6.2.1). */
export const aac = (config: Buffer | undefined): string | undefined => {
  if (!config || config.length < 2) return undefined
  const bits = config.readUInt16BE(0)
  const type = bits >> 11
  return `mp4a.40.${type === 31 ? 32 + ((bits >> 5) & 0x3f) : type}`
}

type Descriptor = { tag: number; body: Buffer }

/** One of MPEG-4's descriptors (ISO/IEC 14496-1, section 8.3.3): its length in up to four bytes of seven bits. */
const readDescriptor = (bytes: Buffer): Descriptor | undefined => {
  let length = 0
  for (let at = 1; at <= 4 && at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    length = length * 128 + (byte & 0x7f)
    if ((byte & 0x80) === 0) return { tag: bytes[0] ?? 0, body: bytes.subarray(at + 1, at + 1 + length) }
  }
  return undefined
}

/** `esds`: which of MPEG's codecs; with AAC, which of its kinds. */
export const mpeg4 = (name: string, esds: Buffer | undefined): string | undefined => {
  const stream = esds && readDescriptor(esds.subarray(4))
  if (stream?.tag !== 3 || stream.body.length < 3) return undefined
  const flags = stream.body[2] ?? 0
  const url = (flags & 0x40) === 0 ? 0 : 1 + (stream.body[3] ?? 0)
  const decoder = readDescriptor(
    stream.body.subarray(3 + ((flags & 0x80) === 0 ? 0 : 2) + url + ((flags & 0x20) === 0 ? 0 : 2)),
  )
  if (decoder?.tag !== 4 || decoder.body.length < 13) return undefined
  const [type = 0] = decoder.body
  if (type !== 0x40) return `${name}.${hex(type)}`
  const specific = readDescriptor(decoder.body.subarray(13))
  return specific?.tag === 5 ? aac(specific.body) : undefined
}
