import { describe, expect, it } from 'vitest'
import { formatHttpDate, parseHttpDate } from './http-date.ts'
import { judgePreconditions, rangeApplies } from './preconditions.ts'

const now = { etag: '"d5-3e8"', modifiedAt: 784111777 }
const sameDate = 'Sun, 06 Nov 1994 08:49:37 GMT'
const earlier = 'Sun, 06 Nov 1994 08:49:36 GMT'
const later = 'Sun, 06 Nov 1994 08:49:38 GMT'

describe('preconditions', () => {
  it.each([
    [{}, 'proceed'],
    [{ 'if-match': '*' }, 'proceed'],
    [{ 'if-match': '"d5-3e8"' }, 'proceed'],
    [{ 'if-match': '"x", "d5-3e8"' }, 'proceed'],
    [{ 'if-match': 'W/"d5-3e8"' }, 'failed'],
    [{ 'if-match': '"x"' }, 'failed'],
    [{ 'if-match': 'd5-3e8' }, 'failed'],
    [{ 'if-unmodified-since': sameDate }, 'proceed'],
    [{ 'if-unmodified-since': later }, 'proceed'],
    [{ 'if-unmodified-since': earlier }, 'failed'],
    [{ 'if-unmodified-since': 'yesterday' }, 'proceed'],
    [{ 'if-match': '"d5-3e8"', 'if-unmodified-since': earlier }, 'proceed'],
    [{ 'if-none-match': '*' }, 'not-modified'],
    [{ 'if-none-match': '"d5-3e8"' }, 'not-modified'],
    [{ 'if-none-match': 'W/"d5-3e8"' }, 'not-modified'],
    [{ 'if-none-match': '"a,b" , "d5-3e8"' }, 'not-modified'],
    [{ 'if-none-match': '"x"' }, 'proceed'],
    [{ 'if-none-match': 'nonsense' }, 'proceed'],
    [{ 'if-modified-since': sameDate }, 'not-modified'],
    [{ 'if-modified-since': later }, 'not-modified'],
    [{ 'if-modified-since': earlier }, 'proceed'],
    [{ 'if-modified-since': 'Sunday, 06-Nov-94 08:49:37 GMT' }, 'not-modified'],
    [{ 'if-modified-since': 'Sun Nov  6 08:49:37 1994' }, 'not-modified'],
    [{ 'if-none-match': '"x"', 'if-modified-since': later }, 'proceed'],
    [{ 'if-match': '"x"', 'if-none-match': '"d5-3e8"' }, 'failed'],
    [{ 'if-match': '"d5-3e8"', 'if-none-match': '"d5-3e8"' }, 'not-modified'],
  ])('%j means %s', (headers, verdict) => {
    expect(judgePreconditions(headers, now)).toBe(verdict)
  })

  it.each([
    [{}, true],
    [{ 'if-range': '"d5-3e8"' }, true],
    [{ 'if-range': 'W/"d5-3e8"' }, false],
    [{ 'if-range': '"x"' }, false],
    [{ 'if-range': sameDate }, true],
    [{ 'if-range': earlier }, false],
    [{ 'if-range': later }, false],
    [{ 'if-range': 'nonsense' }, false],
  ])('%j: the Range counts: %s', (headers, applies) => {
    expect(rangeApplies(headers, now)).toBe(applies)
  })

  it('reads a long list of tags in a blink', () => {
    const header = `${' ,\t'.repeat(5000)}"x`
    const start = performance.now()
    expect(judgePreconditions({ 'if-none-match': header }, now)).toBe('proceed')
    expect(performance.now() - start).toBeLessThan(200)
  })
})

describe('HTTP dates', () => {
  it('are written and read alike', () => {
    expect(formatHttpDate(784111777)).toBe(sameDate)
    expect(parseHttpDate(sameDate)).toBe(784111777)
  })
  it('with two digits lie at most fifty years ahead', () => {
    const at = new Date('2026-01-01')
    expect(parseHttpDate('Sunday, 06-Nov-75 08:49:37 GMT', at)).toBe(Date.UTC(2075, 10, 6, 8, 49, 37) / 1000)
    expect(parseHttpDate('Sunday, 06-Nov-77 08:49:37 GMT', at)).toBe(Date.UTC(1977, 10, 6, 8, 49, 37) / 1000)
  })
  it.each(['', '0', 'Sun, 06 Nov 1994', 'Sun, 31 Feb 1994 08:49:37 GMT', 'Sun, 06 Nov 1994 25:49:37 GMT'])(
    'are none: %j',
    (text) => {
      expect(parseHttpDate(text)).toBeUndefined()
    },
  )
})
