import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { breakRows, packRows } from './pack-rows.ts'

const phone = { width: 390, gap: 4, targetHeight: 132, maxHeight: 190 }
const desk = { width: 1392, gap: 6, targetHeight: 220, maxHeight: 300 }

const ratios = fc.array(fc.double({ min: 0.2, max: 6, noNaN: true }), { maxLength: 120 })
const pages = fc.record({
  width: fc.integer({ min: 280, max: 2600 }),
  gap: fc.integer({ min: 0, max: 12 }),
  targetHeight: fc.integer({ min: 90, max: 320 }),
})

describe('packing rows', () => {
  it('shows every item once, in order', () => {
    fc.assert(
      fc.property(ratios, pages, (list, page) => {
        const rows = packRows(list, { ...page, maxHeight: page.targetHeight * 1.4 })
        let next = 0
        for (const row of rows) {
          expect(row.start).toBe(next)
          expect(row.boxes).toHaveLength(row.end - row.start)
          next = row.end
        }
        expect(next).toBe(list.length)
      }),
    )
  })

  it('fills the width exactly in every row but an unfinished last one, with even gaps', () => {
    fc.assert(
      fc.property(ratios, pages, (list, page) => {
        const rows = packRows(list, { ...page, maxHeight: page.targetHeight * 1.4 })
        for (const [n, row] of rows.entries()) {
          const last = row.boxes.at(-1)
          const right = (last?.left ?? 0) + (last?.width ?? 0)
          if (n < rows.length - 1) expect(right).toBe(page.width)
          else expect(right).toBeLessThanOrEqual(page.width)
          for (const [k, box] of row.boxes.entries()) {
            const before = row.boxes[k - 1]
            if (before === undefined) expect(box.left).toBe(0)
            else expect(Math.abs(box.left - before.left - before.width - page.gap)).toBeLessThanOrEqual(1)
          }
        }
      }),
    )
  })

  it('keeps landscape pictures near the height asked for', () => {
    for (const row of packRows(
      Array.from({ length: 47 }, (_, n) => [1.5, 0.75, 1.33, 1.78][n % 4] ?? 1),
      desk,
    )) {
      expect(row.height).toBeGreaterThan(150)
      expect(row.height).toBeLessThanOrEqual(desk.maxHeight)
    }
  })

  it('does not blow one single picture up to the width of the page', () => {
    expect(packRows([1.5], desk)).toEqual([
      { start: 0, end: 1, height: 220, boxes: [{ left: 0, width: 330 }] },
    ])
  })

  it('gives a panorama a row, and a shape of nonsense a square', () => {
    const rows = packRows([9, Number.NaN], phone)
    expect(rows.map((row) => row.boxes.length).reduce((a, b) => a + b)).toBe(2)
    expect(packRows([Number.NaN], phone)[0]?.boxes[0]?.width).toBe(132)
  })

  it('packs a hundred thousand pictures in less than half a second', () => {
    const many = Float32Array.from({ length: 100_000 }, (_, n) => 0.6 + (n % 17) / 10)
    const begin = performance.now()
    let packed = 0
    breakRows(many, 0, many.length, desk, (start, end) => (packed += end - start))
    expect(packed).toBe(100_000)
    // Some 20 ms when idle; the limit leaves room for a busy machine.
    expect(performance.now() - begin).toBeLessThan(500)
  })
})
