import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { cleanText, nameFile } from './file-name.ts'

const AT = Date.UTC(2026, 10, 21, 10, 30, 59) / 1000

test.each([
  [{ kind: 'photo', mime: 'image/jpeg' }, 'Photo 2026-11-21 10.30.jpg'],
  [{ kind: 'video', mime: 'video/x-unknown' }, 'Video 2026-11-21 10.30'],
  [{ kind: 'audio', mime: 'audio/mpeg', performer: 'Bach', title: 'Aria' }, 'Bach – Aria.mp3'],
  [{ kind: 'audio', mime: 'audio/mpeg', title: 'Aria' }, 'Aria.mp3'],
  [{ kind: 'video', mime: 'video/mp4', name: 'Фильм (2026).mp4' }, 'Фильм (2026).mp4'],
  [{ kind: 'document', mime: 'application/pdf', name: ' ' }, 'File 2026-11-21 10.30.pdf'],
  [{ kind: 'document', mime: 'application/pdf', name: '..' }, 'File 2026-11-21 10.30.pdf'],
  [{ kind: 'document', mime: 'a/b', name: 'a\r\nb\u0000.txt' }, 'a b.txt'],
  // RIGHT-TO-LEFT OVERRIDE: what looks like "exe.mp4" would be "4pm.exe".
  [{ kind: 'document', mime: 'a/b', name: '\u202e4pm.exe' }, '4pm.exe'],
] as const)('%j is called %j', (file, name) => {
  expect(nameFile(file, AT)).toBe(name)
})

test('any name can go into a URL, and is neither empty nor endless', () => {
  assert(
    property(string({ unit: 'binary', maxLength: 600 }), (name) => {
      const named = nameFile({ kind: 'video', mime: 'video/mp4', name }, AT)
      expect(decodeURIComponent(encodeURIComponent(named))).toBe(named)
      expect(named.length).toBeGreaterThan(0)
      expect(Array.from(named).length).toBeLessThanOrEqual(255)
    }),
  )
})

test('a caption keeps its lines', () => {
  expect(cleanText('one\ntwo\u0007\ud800')).toBe('one\ntwo\ufffd')
})
