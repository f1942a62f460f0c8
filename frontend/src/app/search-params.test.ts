import { describe, expect, it } from 'vitest'
import { galleryFilter, parseSearch, returnAddress, stringifySearch } from './search-params.ts'

describe('the query of an address', () => {
  it('is text, there and back', () => {
    expect(parseSearch('?q=2024&kind=video')).toEqual({ q: '2024', kind: 'video' })
    expect(parseSearch(stringifySearch({ q: 'a&b=ü 🌅', kind: undefined }))).toEqual({ q: 'a&b=ü 🌅' })
    expect(stringifySearch({})).toBe('')
  })

  it('becomes a filter, and nonsense becomes none', () => {
    expect(galleryFilter({ q: '  sea ', kind: 'photo' })).toEqual({ q: 'sea', kind: 'photo' })
    expect(galleryFilter({ q: ' ', kind: 'constructor', other: '1' })).toEqual({})
    expect(galleryFilter({ q: 7 })).toEqual({})
  })

  it('names an album, favourites, what is loose, the trash and an order', () => {
    const all = { album: 'a-b_1', favourite: true, loose: true, trash: true, sort: 'largest' } as const
    expect(galleryFilter(all)).toEqual(all)
    expect(galleryFilter(parseSearch(stringifySearch(all)))).toEqual(all)
    expect(galleryFilter({ album: 'a/b', favourite: 'yes', loose: 1, trash: false, sort: 'posted' })).toEqual(
      {},
    )
  })

  it('never leads to another site after signing in', () => {
    expect(returnAddress({ to: '/f/abc?q=sea' })).toEqual({ to: '/f/abc?q=sea' })
    for (const to of ['https://evil.example', '//evil.example', '/\\evil.example', 'f/abc', 5]) {
      expect(returnAddress({ to })).toEqual({})
    }
  })
})
