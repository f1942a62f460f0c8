// What a Range header means, said a second time: character by character and with whole numbers of any length, from the
// grammar of RFC 9110, sections 5.6.1, 14.1.1 and 14.2, so that the worker's reading of it has something to differ from.
import * as fc from 'fast-check'
import { mutated } from './mutate-text.ts'

export type Meaning = 'whole' | 'unsatisfiable' | [start: number, end: number][]

const LIMIT = 16

/** `header` as it arrives, without spaces around it. */
export function meaningOf(header: string | undefined, size: number): Meaning {
  if (header?.slice(0, 6).toLowerCase() !== 'bytes=') return 'whole'
  const specs = header
    .slice(6)
    .split(',')
    .map(trimmed)
    .filter((spec) => spec !== '')
  const read = specs.map((spec) => boundsOf(spec, BigInt(size)))
  if (specs.length === 0 || specs.length > LIMIT || read.includes('malformed')) return 'whole'
  const ranges: [number, number][] = []
  for (const bounds of read) if (typeof bounds === 'object') ranges.push(bounds)
  return ranges.length === 0 ? 'unsatisfiable' : joined(ranges)
}

function boundsOf(spec: string, size: bigint): [number, number] | 'malformed' | 'none' {
  const dash = spec.indexOf('-')
  const [first, last] = [spec.slice(0, dash), spec.slice(dash + 1)]
  if (dash < 0 || !areDigits(first) || !areDigits(last) || (first === '' && last === '')) return 'malformed'
  if (first === '') {
    const length = BigInt(last) < size ? BigInt(last) : size
    return length === 0n ? 'none' : [Number(size - length), Number(size)]
  }
  if (last !== '' && BigInt(last) < BigInt(first)) return 'malformed'
  if (BigInt(first) >= size) return 'none'
  const end = last === '' || BigInt(last) >= size ? size : BigInt(last) + 1n
  return [Number(BigInt(first)), Number(end)]
}

function areDigits(text: string): boolean {
  return text.split('').every((char) => char >= '0' && char <= '9')
}

function trimmed(text: string): string {
  let [from, to] = [0, text.length]
  while (from < to && ' \t'.includes(text.charAt(from))) from++
  while (to > from && ' \t'.includes(text.charAt(to - 1))) to--
  return text.slice(from, to)
}

/** Those that share a byte, directly or through others, become one, where the first of them stood. */
function joined(ranges: [number, number][]): [number, number][] {
  const groupOf = ranges.map((_, i) => i)
  for (const [i, [start, end]] of ranges.entries()) {
    for (const [j, [from, to]] of ranges.entries()) {
      if (start >= to || from >= end) continue
      const [a = 0, b = 0] = [groupOf[i], groupOf[j]].toSorted((x = 0, y = 0) => x - y)
      for (const [k, group] of groupOf.entries()) if (group === b) groupOf[k] = a
    }
  }
  return [...new Set(groupOf)].map((group) => {
    const members = ranges.filter((_, i) => groupOf[i] === group)
    return [Math.min(...members.map(([start]) => start)), Math.max(...members.map(([, end]) => end))]
  })
}

/** Headers that mean something, and those that nearly do, for a file of this size. Printable, since HTTP takes no others. */
export function rangeHeaders(size: number): fc.Arbitrary<string> {
  const number = fc.oneof(
    fc.nat(size + 10),
    fc.constantFrom(0, 1, size - 1, size, size + 1, 65_535, 65_536, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 53 + 2),
    fc.bigInt({ min: 0n, max: 10n ** 40n }),
    fc.nat(99).map((n) => `000${n}`),
  )
  const near = fc.tuple(fc.nat(size), fc.nat(2000)).map(([first, more]) => `${first}-${first + more}`)
  const spec = fc.oneof(
    { weight: 6, arbitrary: near },
    { weight: 3, arbitrary: fc.tuple(number, number).map(([a, b]) => `${a}-${b}`) },
    { weight: 2, arbitrary: number.map((n) => `${n}-`) },
    { weight: 2, arbitrary: number.map((n) => `-${n}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', '-', '5', '1 - 2', '+1-2', '0x1-2', '1-2-3', '1.5-2', '１-２'),
    },
  )
  const set = fc
    .tuple(
      fc.constantFrom(
        'bytes=',
        'bytes=',
        'bytes=',
        'BYTES=',
        'Bytes=',
        'bytes= ',
        'octets=',
        'bytes ',
        'bytes',
      ),
      fc.array(spec, { maxLength: 18 }),
      fc.constantFrom(',', ',', ', ', ' ,\t', ',,', ';'),
    )
    .map(([unit, specs, comma]) => unit + specs.join(comma))
  const one = spec.map((text) => `bytes=${text}`)
  const many = fc.integer({ min: 15, max: 1300 }).map((count) => {
    return `bytes=${Array.from({ length: count }, (_, i) => `${i * 3}-${i * 3 + 1}`).join(',')}`
  })
  const games = fc.constantFrom(
    'bytes=0-,0-,0-',
    'bytes=0-0,-1',
    'bytes=-0',
    'bytes=0-0,0-0,0-0',
    'bytes=5-,0-5,0-',
  )
  const shape = fc.oneof(one, set, many, games)
  return fc.oneof(
    { weight: 4, arbitrary: shape },
    { weight: 1, arbitrary: shape.chain(mutated) },
    { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
  )
}
