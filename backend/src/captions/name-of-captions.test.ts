import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { languageOf, readCaptionName } from './name-of-captions.ts'

test('captions belong to the film whose name theirs begins with, and their tags name the language', () => {
  const film = 'Evening tide.mp4'
  const cases = {
    'Evening tide.srt': { label: 'Captions' },
    'Evening tide.en.srt': { label: 'English', language: 'en' },
    'Evening tide.eng.vtt': { label: 'English', language: 'en' },
    'Evening tide.English.VTT': { label: 'English', language: 'en' },
    'Evening tide.Deutsch.srt': { label: 'German', language: 'de' },
    'Evening tide.pt-BR.forced.srt': { label: 'Brazilian Portuguese (forced)', language: 'pt-BR' },
    'Evening tide.pt_br.srt': { label: 'Brazilian Portuguese', language: 'pt-BR' },
    'Evening tide.2.en.sdh.srt': { label: 'English (SDH)', language: 'en' },
    'Evening tide.hi.srt': { label: 'Hindi', language: 'hi' },
    'Evening tide.en.hi.srt': { label: 'English (SDH)', language: 'en' },
  }
  for (const [name, expected] of Object.entries(cases))
    expect([name, readCaptionName(film, name)]).toEqual([name, expected])
})

test('what is another film’s, or nothing that is read, belongs to none', () => {
  const others = ['Evening tide.part2.srt', 'Evening.srt', 'Evening tide 2.srt', 'Evening tide.en.ass']
  for (const name of [...others, 'Evening tide.srt.exe', 'evening tide.srt', '.srt', ''])
    expect([name, readCaptionName('Evening tide.mp4', name)]).toEqual([name, undefined])
})

test('no name and no tag is too odd to be read', () => {
  assert(
    property(string({ unit: 'binary' }), (tag) => {
      languageOf(tag)
      readCaptionName('a.mp4', `a.${tag}.srt`)
    }),
  )
})
