import { expect, test } from 'vitest'
import { chooseCaption } from './choose-caption.ts'

const english = { id: 'a', label: 'English', language: 'en' }
const brazilian = { id: 'b', label: 'Português (Brasil)', language: 'pt-BR' }
const unnamed = { id: 'c', label: 'Director' }

test.each([
  ['none', null, undefined],
  ['the same language', 'en', english],
  ['the language of another country', 'pt-PT', brazilian],
  ['a label', 'Director', unnamed],
  ['a language that this film lacks', 'de', undefined],
])('who chose %s last time gets the like', (_about, wish, expected) => {
  expect(chooseCaption([english, brazilian, unnamed], wish)).toBe(expected)
})
