import { expect, test } from 'vitest'
import { codecQuestions } from './codecs.ts'

test('each codec of a film is asked for by itself', () => {
  expect(codecQuestions('hvc1.1.6.L120.90, mp4a.40.2')).toEqual([
    { kind: 'video', contentType: 'video/mp4; codecs="hvc1.1.6.L120.90"' },
    { kind: 'audio', contentType: 'audio/mp4; codecs="mp4a.40.2"' },
  ])
})

test('what lives only in WebM is asked of WebM', () => {
  expect(codecQuestions('vp8,vorbis')).toEqual([
    { kind: 'video', contentType: 'video/webm; codecs="vp8"' },
    { kind: 'audio', contentType: 'audio/webm; codecs="vorbis"' },
  ])
})

test('VP9 of Matroska is asked for with the usual profile', () => {
  expect(codecQuestions('vp9')).toEqual([{ kind: 'video', contentType: 'video/mp4; codecs="vp09.00.10.08"' }])
})

test('nothing known, nothing asked', () => {
  expect(codecQuestions(' , ')).toEqual([])
})
