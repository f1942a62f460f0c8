import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentRange, readRangeHeader } from './range-header.ts'

const whole = { kind: 'whole' }
const unsatisfiable = { kind: 'unsatisfiable' }
const parts = (...pairs: [number, number][]) => ({
  kind: 'parts',
  parts: pairs.map(([start, end]) => ({ start, end })),
})

const list = (count: number) => `bytes=${Array.from({ length: count }, (_, i) => `${i * 2}-${i * 2}`).join()}`

describe('a Range header', () => {
  it.each([
    ['bytes=0-0', parts([0, 1])],
    ['bytes=0-1', parts([0, 2])],
    ['bytes=0-', parts([0, 1000])],
    ['bytes=999-', parts([999, 1000])],
    ['bytes=500-600', parts([500, 601])],
    ['bytes=900-5000', parts([900, 1000])],
    ['bytes=0-99999999999999999999999999', parts([0, 1000])],
    ['bytes=-1', parts([999, 1000])],
    ['bytes=-1000', parts([0, 1000])],
    ['bytes=-99999999999999999999999999', parts([0, 1000])],
    ['BYTES=1-2', parts([1, 3])],
    ['bytes=0-0,-1', parts([0, 1], [999, 1000])],
    ['bytes=0-0, 5-6 ,\t10-', parts([0, 1], [5, 7], [10, 1000])],
    ['bytes=,0-0,,5-6,', parts([0, 1], [5, 7])],
    ['bytes=500-600,0-1', parts([500, 601], [0, 2])],
    ['bytes=0-0,2000-', parts([0, 1])],
  ])('%s asks for parts', (header, answer) => {
    expect(readRangeHeader(header, 1000)).toEqual(answer)
  })

  it.each([
    undefined,
    '',
    'bytes',
    'bytes=',
    'bytes=,,',
    'bytes=-',
    'bytes=5',
    'bytes=5-2',
    'bytes=99999999999999999999999999-2',
    'bytes=a-b',
    'bytes=0x1-2',
    'bytes=1-2-3',
    'bytes=+1-2',
    'bytes=1.5-2',
    'bytes=--1',
    'bytes=0-1;2-3',
    'bytes=0-1,oops',
    'bytes 0-1',
    'octets=0-1',
    'bytes=0-1, bytes=2-3',
    'bytes=1 - 2',
    'bytes=0-1\n',
  ])('%j is ignored', (header) => {
    expect(readRangeHeader(header, 1000)).toEqual(whole)
  })

  it.each(['bytes=1000-', 'bytes=1000-1001', 'bytes=-0', 'bytes=99999999999999999999-', 'bytes=2000-,3000-'])(
    '%s cannot be satisfied',
    (header) => {
      expect(readRangeHeader(header, 1000)).toEqual(unsatisfiable)
    },
  )

  it('finds nothing in an empty file', () => {
    for (const header of ['bytes=0-', 'bytes=0-0', 'bytes=-1']) {
      expect(readRangeHeader(header, 0)).toEqual(unsatisfiable)
    }
  })

  it('joins ranges that overlap, so that no byte is sent twice', () => {
    expect(readRangeHeader('bytes=0-,0-,0-', 1000)).toEqual(parts([0, 1000]))
    expect(readRangeHeader('bytes=0-9,5-14', 1000)).toEqual(parts([0, 15]))
    expect(readRangeHeader('bytes=50-59,0-9,55-70,5-20', 1000)).toEqual(parts([50, 71], [0, 21]))
    expect(readRangeHeader('bytes=0-9,20-29,5-24', 1000)).toEqual(parts([0, 30]))
  })

  it('takes sixteen ranges and ignores a longer list', () => {
    expect(readRangeHeader(list(16), 1000)).toMatchObject({ kind: 'parts', parts: { length: 16 } })
    expect(readRangeHeader(list(17), 1000)).toEqual(whole)
    expect(readRangeHeader(list(1300), 1_000_000)).toEqual(whole)
  })

  it('never answers outside the file, never twice the same byte, whatever it says', () => {
    const number = fc.oneof(
      fc.nat(1200).map(String),
      fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String),
      fc.constant(''),
    )
    const spec = fc.tuple(number, number).map(([a, b]) => `${a}-${b}`)
    const header = fc.oneof(
      fc.array(spec, { maxLength: 20 }).map((list) => `bytes=${list.join(',')}`),
      fc.string().map((text) => `bytes=${text}`),
      fc.string(),
    )
    fc.assert(
      fc.property(header, fc.nat(1000), (text, size) => {
        const answer = readRangeHeader(text, size)
        if (answer.kind !== 'parts') return
        const sorted = answer.parts.toSorted((a, b) => a.start - b.start)
        for (const [i, { start, end }] of sorted.entries()) {
          expect(start).toBeGreaterThanOrEqual(sorted[i - 1]?.end ?? 0)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(size)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('covers exactly the bytes that its ranges name', () => {
    const range = fc.tuple(fc.nat(120), fc.nat(40)).map(([first, more]) => [first, first + more] as const)
    fc.assert(
      fc.property(
        fc.array(range, { minLength: 1, maxLength: 16 }),
        fc.integer({ min: 1, max: 100 }),
        (ranges, size) => {
          const wanted = new Set<number>()
          for (const [first, last] of ranges) for (let i = first; i <= last && i < size; i++) wanted.add(i)
          const answer = readRangeHeader(`bytes=${ranges.map(([a, b]) => `${a}-${b}`).join(', ')}`, size)
          const got = new Set<number>()
          if (answer.kind === 'parts') {
            for (const { start, end } of answer.parts) for (let i = start; i < end; i++) got.add(i)
          }
          expect(answer.kind).toBe(wanted.size === 0 ? 'unsatisfiable' : 'parts')
          expect([...got].toSorted((a, b) => a - b)).toEqual([...wanted].toSorted((a, b) => a - b))
        },
      ),
    )
  })
})

it('Content-Range counts from the first byte to the last', () => {
  expect(contentRange({ start: 0, end: 1000 }, 1000)).toBe('bytes 0-999/1000')
})
