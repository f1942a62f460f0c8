// File names as nobody should choose them.
import * as fc from 'fast-check'

const PUNCTUATION = '"\\;=,:/%*?<>|&$`\'{}[]()!~^+@# .'.split('')
const PATHS = ['..', '../', '..\\', '../../etc/passwd', '/proc/self/environ', 'C:\\', '-rf', 'CON', '\ufeff']
const ENDS = [
  '\r',
  '\n',
  '\r\nSet-Cookie: a=b',
  '\r\n\r\n<script>',
  '\0',
  '\u0085',
  '\u2028',
  '\x7f',
  '\x1b[2J',
]
/** They turn the reading round, hide, or are halves. */
const UNSEEN = [
  '\u202e',
  '\u2066',
  '\u200e',
  '\u061c',
  '\u200b',
  '\ud800',
  '\udfff',
  '\udc00\ud800',
  '\ufffe',
]
const LETTERS = ['€', 'é', 'e\u0301', 'Ж', '映', '😀', '👩‍👩‍👧‍👦', '🏳️‍🌈', 'ß', 'İ', '\u{10ffff}', 'ﷺ']
const ESCAPES = ['%00', '%0d%0a', '%2e%2e%2f', '%252f', '%E0%A4%A', '%u0041', '=?utf-8?B?YQ==?=', "UTF-8''x"]
const CODE = ['a";x="b', '"; filename="b.exe', "'; filename*=UTF-8''b.exe", '<svg onload=x>', '${x}', '{{x}}']
const PLAIN = ['.mp4', '.html', '.__proto__', '.constructor', 'film', 'a'.repeat(50), 'я'.repeat(50)]
const PIECES = [PUNCTUATION, PATHS, ENDS, UNSEEN, LETTERS, ESCAPES, CODE, PLAIN].flat()

export const oddNames: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((parts) => parts.join('')),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
  {
    weight: 1,
    arbitrary: fc.array(fc.nat(0xffff), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom('a', '€', '😀', '"', '%', '\ud800', ' ', '.'),
        fc.integer({ min: 100, max: 1100 }),
      )
      .map(([char, count]) => char.repeat(count)),
  },
)
