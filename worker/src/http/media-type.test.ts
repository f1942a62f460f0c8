import { parse } from 'content-disposition'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isInline, mediaType, present } from './media-type.ts'

describe('the media type', () => {
  it.each([
    ['film.mp4', 'application/x-evil', 'video/mp4'],
    ['FILM.MKV', undefined, 'video/x-matroska'],
    ['clip.mov', undefined, 'video/quicktime'],
    ['song.flac', undefined, 'audio/x-flac'],
    ['noending', 'video/mp4', 'video/mp4'],
    ['noending', 'VIDEO/MP4', 'video/mp4'],
    ['noending', 'video/mp4\r\nX-Evil: 1', 'application/octet-stream'],
    ['noending', '', 'application/octet-stream'],
    ['strange.qqq', undefined, 'application/octet-stream'],
  ])('of %s (Telegram says %s) is %s', (name, hint, type) => {
    expect(mediaType(name, hint)).toBe(type)
  })

  it('is shown inline for pictures, films and sounds alone', () => {
    for (const type of ['video/mp4', 'image/jpeg', 'audio/mpeg']) expect(isInline(type)).toBe(true)
    for (const type of ['image/svg+xml', 'text/html', 'application/pdf', 'application/xml', 'text/plain']) {
      expect(isInline(type)).toBe(false)
      expect(present('a', type, false)).toMatchObject({
        contentDisposition: expect.stringMatching(/^attachment/),
        contentSecurityPolicy: "sandbox; default-src 'none'",
      })
    }
  })
})

describe('the disposition', () => {
  it('is an attachment when asked for', () => {
    expect(present('film.mp4', 'video/mp4', false).contentDisposition).toBe('inline; filename=film.mp4')
    expect(present('film.mp4', 'video/mp4', true).contentDisposition).toBe('attachment; filename=film.mp4')
  })

  it.each([
    ['€.mp4', '€.mp4'],
    ['a";x="b.mp4', 'a";x="b.mp4'],
    ['Фильм.mp4', 'Фильм.mp4'],
    ['映画 😀.mp4', '映画 😀.mp4'],
    ['a\r\nSet-Cookie: x=1.mp4', 'aSet-Cookie: x=1.mp4'],
    ['nul\u0000.mp4', 'nul.mp4'],
    ['\u202e4pm.exe', '4pm.exe'],
    ['../../etc/passwd', '.._.._etc_passwd'],
    ['half \ud800.mp4', 'half \ufffd.mp4'],
    ['100%.mp4', '100%.mp4'],
    ['a%20b.mp4', 'a%20b.mp4'],
    ['', 'file'],
    [' ', 'file'],
  ])('carries %j', (name, saved) => {
    expect(parse(present(name, 'video/mp4', true).contentDisposition).parameters['filename']).toBe(saved)
  })

  it('is one header with one name, whatever the name', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('"', '\\', ';', '=', '\r', '\n', '%', "'", '*', 'é', '\ud800') }),
    )
    fc.assert(
      fc.property(unit, (name) => {
        const header = present(name, 'video/mp4', true).contentDisposition
        expect(header).toMatch(/^[\x20-\x7e]+$/)
        expect(header.length).toBeLessThan(4000)
        const { type, parameters } = parse(header)
        expect(type).toBe('attachment')
        expect(Object.keys(parameters).every((key) => key === 'filename' || key === 'filename*')).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
