import type { FileItem } from '@gramreel/contracts/catalogue'
import { letterOf, levelOf } from '@gramreel/contracts/shapes'
import { describe, expect, it } from 'vitest'
import { isSameOutline, outlineItems, readOutline, timeOfQuarter } from './outline.ts'

const item = (postedAt: string, width: number, takenAt?: string): FileItem => ({
  id: postedAt,
  kind: 'photo',
  name: '',
  caption: '',
  mime: 'image/jpeg',
  size: 1,
  width,
  height: 100,
  postedAt,
  ...(takenAt !== undefined && { takenAt }),
  thumbnail: null,
})
const items = [item('2026-03-03T10:05:00Z', 150, '2020-01-01T00:00:00Z'), item('2026-03-03T09:00:00Z', 80)]
const timeline = {
  total: 2,
  shapes: letterOf(levelOf(1.5)) + letterOf(levelOf(0.8)),
  times: [Date.parse('2026-03-03T10:00:00Z') / 900_000, -4],
  cursors: [''],
  counts: [2],
}

describe('the outline of a catalogue', () => {
  it('is the same from its timeline and from its items', () => {
    expect(isSameOutline(readOutline(timeline), outlineItems(items))).toBe(true)
    expect(isSameOutline(readOutline({ ...timeline, times: [5, -4] }), outlineItems(items))).toBe(false)
    expect(isSameOutline(readOutline(timeline), outlineItems(items, 'largest'))).toBe(false)
  })

  it('goes by when things were taken where that is the order', () => {
    const { quarters } = outlineItems(items, 'taken')
    expect(timeOfQuarter(quarters?.[0] ?? 0).toISOString()).toBe('2020-01-01T00:00:00.000Z')
    expect(timeOfQuarter(quarters?.[1] ?? 0).toISOString()).toBe('2026-03-03T09:00:00.000Z')
  })

  it('has no times where the order has none', () => {
    expect(readOutline({ ...timeline, times: [] }).quarters).toBeUndefined()
  })
})
