// S31: a caption file is a stranger's text that ends in a page.
import { array, assert, constantFrom, oneof, property, string, uint8Array } from 'fast-check'
import { expect, test } from 'vitest'
import { cleanCue } from './clean-cue.ts'
import { decodeText } from './decode-text.ts'
import { CAPTIONS_MAX_BYTES } from './name-of-captions.ts'
import { toWebVtt } from './to-webvtt.ts'

const CUE = /^\d{2,3}:\d\d:\d\d\.\d{3} --> \d{2,3}:\d\d:\d\d\.\d{3}$/

test('SubRip becomes WebVTT, whatever ends its lines and however loosely it was written', () => {
  const srt = [
    '1\r\n00:00:01,000 --> 00:00:02,500\r\nHello\r\nthere\r\n\r\n',
    '3\n0:00:10,5 --> 0:00:12,05 X1:40 X2:600\n{\\an8}<font color="red">Third</font> &amp; last\n',
    '2\n00:05.250-->00:06.000\n<i>Second</i>\n\n',
    'no cue at all\n\n00:00:09,000 --> 00:00:08,000\nends before it begins\n',
  ].join('')
  expect(toWebVtt(srt)).toBe(
    [
      'WEBVTT\n',
      '00:00:01.000 --> 00:00:02.500\nHello\nthere\n',
      '00:00:05.250 --> 00:00:06.000\n<i>Second</i>\n',
      '00:00:10.500 --> 00:00:12.050\nThird &amp; last\n',
    ].join('\n'),
  )
})

test('of WebVTT, styles, regions, notes, ids, settings and classes are left out', () => {
  const vtt = [
    'WEBVTT - a title\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000\n',
    'STYLE\n::cue { background: url(https://example.org/canary) }\n',
    'REGION\nid:fred width:40%\n',
    'NOTE a secret\nof two lines\n',
    'an id\n01:00:00.000 --> 01:00:01.000 line:0 region:fred align:start\n<v Bob><c.red.big>Hi <00:01.000><b>you</b></c></v>\n',
  ].join('\n')
  expect(toWebVtt(vtt)).toBe('WEBVTT\n\n01:00:00.000 --> 01:00:01.000\nHi <b>you</b>\n')
})

test('S31: of a cue’s text nothing stays but bold, italics and underline, in pairs', () => {
  const cases = {
    '<b>a<i>b</b>c': '<b>a<i>bc</i></b>',
    '</b>a<u>': 'a<u></u>',
    '<B>a</B>': '<b>a</b>',
    '<b onclick=alert(1)>a</b>': 'a',
    '<script>alert(1)</script>': 'alert(1)',
    '<img src=x onerror=alert(1)>a': 'a',
    '&lt;script&gt;': '&lt;script&gt;',
    'I <3 you & a > b --> c': 'I &lt;3 you &amp; a &gt; b --&gt; c',
    '<<b>script>a': '&lt;<b>script&gt;a</b>',
    '\u202Eabc\u0000\u001b[2J': 'abc[2J',
    'a\n\n<c></c>\nb': 'a\nb',
    '<i></i>': '',
  }
  for (const [text, clean] of Object.entries(cases)) expect([text, cleanCue(text)]).toEqual([text, clean])
})

test('whatever stands in a file, what comes out is cues of clean text', () => {
  const piece = oneof(
    constantFrom('\n', '\n\n', '\r', '<', '>', '<b>', '</b>', '<i', '-->', '&', '{\\', '}', 'NOTE', 'STYLE'),
    constantFrom('00:00:01,000 --> 00:00:02,000', '\n1\n00:01.000 --> 99:59:59.999\n', '0:0:0,0-->'),
    string({ unit: 'binary', maxLength: 12 }),
  )
  assert(
    property(array(piece, { maxLength: 60 }), (pieces) => {
      const [head, ...blocks] = toWebVtt(pieces.join('')).trimEnd().split('\n\n')
      expect(head).toBe('WEBVTT')
      for (const block of blocks) {
        const [timing = '', ...lines] = block.split('\n')
        expect(timing).toMatch(CUE)
        expect(lines.length).toBeGreaterThan(0)
        for (const line of lines) {
          expect(line.replaceAll(/<\/?[biu]>/g, '')).not.toMatch(/[<>]/)
          expect(line.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toContain('&')
          expect(line.trim()).not.toBe('')
        }
      }
    }),
    { numRuns: 2_000 },
  )
})

const filled = (piece: string) => piece.repeat(Math.floor(CAPTIONS_MAX_BYTES / piece.length))

test('text made to take long does not: the largest that is taken is read in a moment, for everybody waits meanwhile', () => {
  const timing = '00:01,000 --> 00:02,000\n'
  const made = ['<', '{\\', '1\n', ' ', '\n', '\u{1F600}'].map(filled)
  const cues = [timing, `${timing}<b\n`, `${timing}${'<b><i>'.repeat(160)}\n\n`].map(filled)
  for (const text of [...made, ...made.map((one) => timing + one), ...cues]) {
    const began = performance.now()
    expect(toWebVtt(text).length).toBeLessThan(CAPTIONS_MAX_BYTES)
    expect(performance.now() - began).toBeLessThan(2_000)
  }
})

test('of a cue as long as a book its beginning is shown, and the next one is another', () => {
  const long = `00:01,000 --> 00:02,000\n${'line\n'.repeat(200)}7\n00:03,000 --> 00:04,000\nnext\n`
  const text = toWebVtt(long)
  expect(text.match(/^line$/gm)).toHaveLength(10)
  expect(text).not.toMatch(/^7$/m)
  expect(text).toContain('next')
})

test('every encoding that captions come in is read', () => {
  const russian = 'Привет, как дела?'
  const utf16 = Buffer.from(`\uFEFF${russian}`, 'utf16le')
  const inCp1251 = Buffer.from('cff0e8e2e5f22c20eae0ea20e4e5ebe03f', 'hex')
  expect(decodeText(Buffer.from(russian))).toBe(russian)
  expect(decodeText(Buffer.from(`\uFEFF${russian}`))).toBe(russian)
  expect(decodeText(utf16)).toBe(russian)
  expect(decodeText(Buffer.from(utf16).swap16())).toBe(russian)
  expect(decodeText(Buffer.from('00:01,000 --> plain', 'utf16le'))).toBe('00:01,000 --> plain')
  expect(decodeText(inCp1251)).toBe(russian)
  expect(decodeText(Buffer.from('Où est la bibliothèque ?', 'latin1'))).toBe('Où est la bibliothèque ?')
  expect(decodeText(Buffer.from('bfa1e9', 'hex'), 'pl')).toBe('żˇé')
  expect(decodeText(Buffer.from('82a082a2', 'hex'), 'ja')).toBe('あい')
  assert(property(uint8Array(), (bytes) => typeof decodeText(Buffer.from(bytes)) === 'string'))
})
