// EBML, of which Matroska and WebM are made (RFC 8794, sections 4 and 6). Elements within bytes at hand; whatever they say of
// themselves, reading goes forward and ends with the bytes.
export type Element = {
  id: number
  /** Where it begins, and what is in it, within the bytes it was read from. */
  start: number
  body: number
  /** Infinity: not said. */
  size: number
}

/** Looked at within one; a made-up one could be two bytes each. */
const MAX_ELEMENTS = 50_000

/** At most four bytes of id and eight of size. */
export const HEADER_BYTES = 12

/** How many bytes, by the zeros that it begins with; 0: none such. */
const lengthOf = (first: number, most: number): number => {
  const length = Math.clz32(first) - 23
  return length <= most ? length : 0
}

const readNumber = (bytes: Buffer, at: number, length: number, first: number): number => {
  let number = first
  for (let i = 1; i < length; i++) number = number * 256 + (bytes[at + i] ?? 0)
  return number
}

/** Undefined where none can be. */
export const readElement = (bytes: Buffer, at: number): Element | undefined => {
  const idLength = lengthOf(bytes[at] ?? 0, 4)
  const sizeAt = at + idLength
  const first = bytes[sizeAt] ?? 0
  const sizeLength = lengthOf(first, 8)
  if (idLength === 0 || sizeLength === 0 || sizeAt + sizeLength > bytes.length) return undefined
  const id = readNumber(bytes, at, idLength, bytes[at] ?? 0)
  const mask = (1 << (8 - sizeLength)) - 1
  const size = readNumber(bytes, sizeAt, sizeLength, first & mask)
  // All ones: the writer did not know. Beyond what numbers hold: nobody does.
  const isUnknown = size === 2 ** (7 * sizeLength) - 1 || !Number.isSafeInteger(size)
  return { id, start: at, body: sizeAt + sizeLength, size: isUnknown ? Infinity : size }
}

/** Those that are whole, one after the other. */
export function* elementsOf(bytes: Buffer): Generator<{ id: number; body: Buffer; whole: Buffer }> {
  for (let at = 0, count = 0; at < bytes.length && count < MAX_ELEMENTS; count++) {
    const element = readElement(bytes, at)
    if (!element || element.body + element.size > bytes.length) return
    const end = element.body + element.size
    yield { id: element.id, body: bytes.subarray(element.body, end), whole: bytes.subarray(at, end) }
    at = end
  }
}

/** The first child of each id. */
export const childrenOf = (bytes: Buffer): Map<number, Buffer> => {
  const children = new Map<number, Buffer>()
  for (const { id, body } of elementsOf(bytes)) if (!children.has(id)) children.set(id, body)
  return children
}

/** Big-endian, of up to eight bytes; what is absent is `otherwise`. */
export const unsigned = (bytes: Buffer | undefined, otherwise = 0): number =>
  bytes && bytes.length <= 8 ? Array.from(bytes).reduce((number, byte) => number * 256 + byte, 0) : otherwise

export const float = (bytes: Buffer | undefined): number => {
  if (bytes?.length === 4) return bytes.readFloatBE()
  return bytes?.length === 8 ? bytes.readDoubleBE() : 0
}

export const text = (bytes: Buffer | undefined): string => (bytes?.toString('utf8') ?? '').replace(/\0+$/, '')

/** An element of ours, in parts: id as it is written, size in eight bytes, what is in it. */
export const elementParts = (id: number, ...bodies: Buffer[]): Buffer[] => {
  const size = Buffer.alloc(8)
  size.writeBigUInt64BE(BigInt(bodies.reduce((sum, { length }) => sum + length, 0)))
  size[0] = 1
  return [Buffer.from(id.toString(16).padStart(2, '0'), 'hex'), size, ...bodies]
}

export const writeElement = (id: number, ...bodies: Buffer[]): Buffer =>
  Buffer.concat(elementParts(id, ...bodies))

export const writeUnsigned = (id: number, number: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(number))
  return writeElement(id, bytes)
}
