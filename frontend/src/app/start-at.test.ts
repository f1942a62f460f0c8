import { describe, expect, it } from 'vitest'
import { startAtOf, withoutStart } from './start-at.ts'

describe('the moment in an address', () => {
  it.each([
    ['83', 83],
    ['83.5', 83.5],
    ['0', undefined],
    ['-3', undefined],
    ['1e3', undefined],
    ['', undefined],
    ['<b>', undefined],
    [83, undefined],
    [undefined, undefined],
  ])('%s is %s', (t, seconds) => {
    expect(startAtOf({ t })).toBe(seconds)
  })

  it('goes when another item comes', () => {
    expect(withoutStart({ q: 'sea', t: '83' })).toEqual({ q: 'sea' })
  })
})
