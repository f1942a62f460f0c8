import { describe, expect, it } from 'vitest'
import { fileExtension, formatBytes, formatDays, formatDuration } from './format.ts'

const day = (month: number, date: number, year = 2026) => new Date(year, month - 1, date, 18)

describe('sizes', () => {
  it.each([
    [0, '0 byte'],
    [999, '999 byte'],
    [1000, '1 kB'],
    [312_400, '312 kB'],
    [999_600, '1 MB'],
    [2_147_483_648, '2.1 GB'],
    [123_456_789_000, '123 GB'],
  ])('writes %i bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes, 'en')).toBe(text)
  })

  it("uses the reader's decimal sign", () => {
    expect(formatBytes(2_147_483_648, 'de')).toMatch(/^2,1\sGB$/)
  })
})

describe('durations', () => {
  it.each([
    [0, '0:00'],
    [9.6, '0:10'],
    [83, '1:23'],
    [3712, '1:01:52'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })
})

describe('day headings', () => {
  const now = new Date(2026, 10, 21, 9)

  it('says today and yesterday', () => {
    expect(formatDays(day(11, 21), day(11, 21), now, 'en')).toBe('Today')
    expect(formatDays(day(11, 20), day(11, 20), now, 'de')).toBe('Gestern')
  })

  it('leaves the year out while it goes without saying', () => {
    expect(formatDays(day(3, 13), day(3, 13), now, 'en-GB')).toMatch(/^Friday,? 13 March$/)
    expect(formatDays(day(3, 13, 2024), day(3, 13, 2024), now, 'en-GB')).toMatch(
      /^Wednesday,? 13 March 2024$/,
    )
  })

  it('writes joined days as a range', () => {
    expect(formatDays(day(3, 9), day(3, 3), now, 'en-GB')).toMatch(/^3\s?–\s?9 March$/)
    expect(formatDays(day(1, 2), day(12, 30, 2025), now, 'en-GB')).toMatch(/2025.+2026$/)
  })
})

describe('file extensions', () => {
  it.each([
    ['Reise.tar.gz', 'GZ'],
    ['no extension', ''],
    ['odd.extension-of-length', ''],
    ['ملف.pdf', 'PDF'],
  ])('finds the extension of %s', (name, extension) => {
    expect(fileExtension(name)).toBe(extension)
  })
})
