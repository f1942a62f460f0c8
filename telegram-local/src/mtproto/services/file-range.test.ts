import { describe, expect, it } from 'vitest'
import { checkRange } from './file-range.ts'

const KIB = 1024
const MIB = 1024 * KIB

const verdict = (offset: number, limit: number, isPrecise: boolean) => {
  try {
    checkRange(offset, limit, isPrecise)
    return 'ok'
  } catch (error) {
    return error instanceof Error ? error.message : 'thrown'
  }
}

// https://core.telegram.org/api/files#downloading-files
describe('the range of upload.getFile', () => {
  it.each([
    [0, MIB, 'ok', 'ok'],
    [0, 4 * KIB, 'ok', 'ok'],
    [4 * KIB, 4 * KIB, 'ok', 'ok'],
    [MIB - 4 * KIB, 4 * KIB, 'ok', 'ok'],
    [3 * MIB, MIB, 'ok', 'ok'],
    [5_000_000_000 * 4 * KIB, 64 * KIB, 'ok', 'ok'],
    [KIB, 4 * KIB, 'OFFSET_INVALID', 'ok'],
    [0, KIB, 'LIMIT_INVALID', 'ok'],
    [0, 12 * KIB, 'LIMIT_INVALID', 'ok'],
    [512 * KIB, 512 * KIB, 'ok', 'ok'],
    [0, 0, 'LIMIT_INVALID', 'LIMIT_INVALID'],
    [0, -KIB, 'LIMIT_INVALID', 'LIMIT_INVALID'],
    [0, 2 * MIB, 'LIMIT_INVALID', 'LIMIT_INVALID'],
    [0, 1000, 'LIMIT_INVALID', 'LIMIT_INVALID'],
    [-4 * KIB, 4 * KIB, 'OFFSET_INVALID', 'OFFSET_INVALID'],
    [100, 4 * KIB, 'OFFSET_INVALID', 'OFFSET_INVALID'],
    [MIB - 4 * KIB, 8 * KIB, 'LIMIT_INVALID', 'LIMIT_INVALID'],
    [512 * KIB, MIB, 'LIMIT_INVALID', 'LIMIT_INVALID'],
  ])('of %i + %i is %s, and %s when precise', (offset, limit, plain, precise) => {
    expect([verdict(offset, limit, false), verdict(offset, limit, true)]).toEqual([plain, precise])
  })
})
