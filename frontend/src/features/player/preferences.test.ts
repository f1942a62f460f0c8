import { expect, test } from 'vitest'
import { DEFAULTS, parsePreferences } from './preferences.ts'

test('what was kept comes back', () => {
  const kept = { speed: 1.5, volume: 0.25, isMuted: true, captions: 'de' }
  expect(parsePreferences(JSON.stringify(kept))).toEqual(kept)
})

test.each([
  ['nothing kept', null],
  ['no JSON', '{speed'],
  ['another thing', '"loud"'],
  ['null', 'null'],
  ['out of range', '{"speed":16,"volume":-1,"isMuted":"yes","captions":7}'],
])('%s means as at first', (_about, text) => {
  expect(parsePreferences(text)).toEqual(DEFAULTS)
})

test('one thing out of order does not spoil the others', () => {
  expect(parsePreferences('{"speed":"fast","volume":0.5}')).toEqual({ ...DEFAULTS, volume: 0.5 })
})
