import { describe, expect, it } from 'vitest'
import { linkedText } from './linked-text.ts'

const hrefsIn = (text: string) =>
  linkedText(text).flatMap((part) => (typeof part === 'string' ? [] : [part.href]))

describe('what people wrote', () => {
  it.each([
    ['See https://a.example/b?c=1#d, and go.', ['https://a.example/b?c=1#d']],
    ['(https://a.example/b)', ['https://a.example/b']],
    ['https://a.example/b_(c)', ['https://a.example/b_(c)']],
    ['http://a.example… https://b.example!', ['http://a.example/', 'https://b.example/']],
    ['javascript:alert(1) data:text/html,x ftp://a.example', []],
    ['https://', []],
    ['HTTPS://A.example', ['https://a.example/']],
    ['no address', []],
  ])('%s', (text, hrefs) => {
    expect(hrefsIn(text)).toEqual(hrefs)
  })

  it('is all there again when its parts are put together', () => {
    const text = 'First\nhttps://a.example/ü?x=(y). دجاجة https://b.example\n'
    const joined = linkedText(text).map((part) => (typeof part === 'string' ? part : part.text))
    expect(joined.join('')).toBe(text)
  })

  it('leads nowhere but to the web, whatever is written', () => {
    const pieces = [
      'https://',
      'http:',
      '//',
      'javascript:',
      '@',
      'a.example',
      '\\',
      ' ',
      '"',
      '<',
      '%0a',
      '\n',
    ]
    for (let seed = 0; seed < 4000; seed += 1) {
      const text = Array.from({ length: 6 }, (_, n) => pieces[(seed * (n + 3) * 7919 + n) % pieces.length])
      for (const href of hrefsIn(text.join(''))) expect(href).toMatch(/^https?:\/\//)
    }
  })
})
