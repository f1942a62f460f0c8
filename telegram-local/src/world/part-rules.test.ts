import { describe, expect, it } from 'vitest'
import { isPartSize, placePart } from './part-rules.ts'

const KIB = 1024
/** Sends parts of these lengths in this order, as [number, length]. */
function send(...parts: [number, number][]) {
  let known = { partSize: undefined as number | undefined, lengths: new Map<number, number>() }
  for (const [part, length] of parts) {
    const { partSize } = placePart(known, part, length)
    known = { partSize, lengths: new Map(known.lengths).set(part, length) }
  }
  return known.partSize
}

describe('the rules of parts', () => {
  it('take the sizes that divide 512 KiB and are divisible by 1 KiB', () => {
    const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map((kib) => kib * KIB)
    for (let size = 0; size <= 1024 * KIB; size += 512) {
      expect(isPartSize(size)).toBe(sizes.includes(size))
    }
  })

  it.each<[string, [number, number][], number]>([
    [
      'in order',
      [
        [0, 64 * KIB],
        [1, 64 * KIB],
        [2, 100],
      ],
      64 * KIB,
    ],
    [
      'with the last first',
      [
        [2, 100],
        [0, 64 * KIB],
        [1, 64 * KIB],
      ],
      64 * KIB,
    ],
    [
      'with a last that looks like a full one first',
      [
        [2, 32 * KIB],
        [0, 64 * KIB],
        [1, 64 * KIB],
      ],
      64 * KIB,
    ],
    [
      'with one sent twice',
      [
        [0, 64 * KIB],
        [0, 64 * KIB],
        [1, 9],
      ],
      64 * KIB,
    ],
  ])('take parts %s', (_how, parts, partSize) => {
    expect(send(...parts)).toBe(partSize)
  })

  it.each<[string, [number, number][], string]>([
    ['an empty part', [[0, 0]], 'FILE_PART_EMPTY'],
    ['a part above 512 KiB', [[0, 513 * KIB]], 'FILE_PART_TOO_BIG'],
    ['a negative number', [[-1, KIB]], 'FILE_PART_INVALID'],
    [
      'a size that grows',
      [
        [0, 64 * KIB],
        [1, 128 * KIB],
      ],
      'FILE_PART_SIZE_CHANGED',
    ],
    [
      'a short part in the middle',
      [
        [0, 64 * KIB],
        [2, 64 * KIB],
        [1, 100],
      ],
      'FILE_PART_SIZE_CHANGED',
    ],
    [
      'a part after the short one',
      [
        [0, 64 * KIB],
        [1, 100],
        [2, 64 * KIB],
      ],
      'FILE_PART_SIZE_CHANGED',
    ],
    [
      'two short parts',
      [
        [0, 64 * KIB],
        [1, 100],
        [2, 100],
      ],
      'FILE_PART_SIZE_CHANGED',
    ],
    [
      'an odd part before another',
      [
        [0, 100],
        [1, 64 * KIB],
      ],
      'FILE_PART_SIZE_INVALID',
    ],
    [
      'two odd parts',
      [
        [5, 100],
        [2, 100],
      ],
      'FILE_PART_SIZE_INVALID',
    ],
    [
      'a full size below the last one',
      [
        [5, 3000],
        [2, 2048],
      ],
      'FILE_PART_SIZE_CHANGED',
    ],
  ])('refuse %s', (_what, parts, errorName) => {
    expect(() => send(...parts)).toThrow(expect.objectContaining({ errorName }))
  })
})
