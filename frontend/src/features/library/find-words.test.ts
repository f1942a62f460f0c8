import { expect, it } from 'vitest'
import { findWords, lineAround } from './find-words.ts'

const marked = (text: string, query: string) =>
  findWords(text, query)
    .filter(({ isMatch }) => isMatch)
    .map((part) => part.text)

it('finds the words of a search where the backend finds them, and shows them as they are written', () => {
  expect(marked('Über den Wolken.mp4', 'uber WOLK')).toEqual(['Über', 'Wolk'])
  expect(marked('Große Straße', 'strasse')).toEqual(['Straße'])
  expect(marked('Cafe\u0301 au lait', 'café')).toEqual(['Cafe\u0301'])
  expect(marked('Ёлка', 'елк')).toEqual(['Ёлк'])
  expect(marked('東京タワー', '京')).toEqual(['京'])
  expect(marked('مُحَمَّد أحمد', 'محمد')).toEqual(['مُحَمَّد'])
  expect(marked('party 🎉❤️', '❤')).toEqual(['❤️'])
  expect(marked('a.b*c', '*')).toEqual(['*'])
  expect(findWords('nothing', 'xyz')).toEqual([{ text: 'nothing', isMatch: false }])
  expect(findWords('', 'x')).toEqual([])
})

it('keeps every letter of the text, in its order', () => {
  const text = 'Ärger im Büro: 100 %'
  expect(
    findWords(text, 'r b 0')
      .map((part) => part.text)
      .join(''),
  ).toBe(text)
})

it('shows the line around the first match of a long text', () => {
  const line = lineAround('A long story about nothing in particular,\nand then the sea.', 'sea')
  expect(line?.map((part) => part.text).join('')).toBe('…r, and then the sea.')
  expect(lineAround('nothing here', 'sea')).toBeUndefined()
})
