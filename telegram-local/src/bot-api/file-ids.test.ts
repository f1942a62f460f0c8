import { parseFileId, toUniqueFileId } from '@mtcute/file-id'
import { expect, test } from 'vitest'
import type { Document, Photo } from '../world.ts'
import { readFileId, writeFileIds } from './file-ids.ts'

const content = { from: 'blocks' as const, size: 1 }
const document: Document = {
  kind: 'document',
  shownAs: 'video',
  id: 0x1234_5678_9abc_def0n,
  accessHash: 0x7eee_0000_0000_00ffn,
  dc: 4,
  date: 0,
  size: 1,
  mime: 'video/mp4',
  name: 'film.mp4',
  thumbs: [],
  content,
}
const photo: Photo = { kind: 'photo', id: 77n, accessHash: 88n, dc: 2, date: 0, sizes: [] }
const reference = Buffer.from('0200000000000102', 'hex')
const size = { type: 'y', width: 1280, height: 720, bytes: 1, content }

/** Telegram's run-length code for zeros, undone by hand. */
function unpack(text: string): Buffer {
  const packed = Buffer.from(text, 'base64url')
  const bytes: number[] = []
  for (let at = 0; at < packed.length; at++) {
    if (packed[at] === 0) bytes.push(...Array.from({ length: packed[++at] ?? 0 }, () => 0))
    else bytes.push(packed[at] ?? 0)
  }
  return Buffer.from(bytes)
}

test('the bytes of a film’s file_id are type, DC, reference, id and access hash, then the version', () => {
  const bytes = unpack(writeFileIds(document, reference).file_id)
  expect(bytes.readUInt32LE(0)).toBe(4 | (1 << 25)) // Video, with a file reference
  expect(bytes.readUInt32LE(4)).toBe(4)
  expect(bytes[8]).toBe(reference.length)
  expect(bytes.subarray(9, 9 + reference.length)).toEqual(reference)
  expect(bytes.readBigUInt64LE(20)).toBe(document.id)
  expect(bytes.readBigUInt64LE(28)).toBe(document.accessHash)
  expect(bytes.at(-1)).toBe(4)
})

test('a photo’s ids name its size, and each size has a unique id of its own', () => {
  const ids = writeFileIds(photo, reference, size)
  const parsed = parseFileId(ids.file_id)
  expect(parsed.location).toMatchObject({ source: { _: 'thumbnail', fileType: 2, thumbnailType: 'y' } })
  expect(toUniqueFileId(parsed)).toBe(ids.file_unique_id)
  expect(writeFileIds(photo, reference, { ...size, type: 'x' }).file_unique_id).not.toBe(ids.file_unique_id)
})

test('well-known beginnings: BAAC for films, AgAC for photos, BQAC for documents, CgAC for animations', () => {
  const beginning = (shownAs: Document['shownAs']) =>
    writeFileIds({ ...document, shownAs }, reference).file_id.slice(0, 4)
  expect(beginning('video')).toBe('BAAC')
  expect(beginning('document')).toBe('BQAC')
  expect(beginning('animation')).toBe('CgAC')
  expect(beginning('audio')).toBe('CQAC')
  expect(beginning('voice')).toBe('AwAC')
  expect(beginning('video_note')).toBe('DQAC')
  expect(writeFileIds(photo, reference, size).file_id.slice(0, 4)).toBe('AgAC')
  expect(writeFileIds(document, reference, { ...size, type: 'm' }).file_id.slice(0, 4)).toBe('AAMC')
})

test('what is written is read back, the unique id does not change with the reference', () => {
  const ids = writeFileIds(document, reference)
  expect(readFileId(ids.file_id)).toEqual({
    type: 'Video',
    id: document.id,
    accessHash: document.accessHash,
    dc: 4,
    reference: new Uint8Array(reference),
  })
  expect(readFileId(writeFileIds(photo, reference, size).file_id)).toMatchObject({ type: 'Photo', size: 'y' })
  expect(writeFileIds(document, Buffer.alloc(42, 1)).file_unique_id).toBe(ids.file_unique_id)
})

test('other texts are no file_id', () => {
  const good = writeFileIds(document, reference).file_id
  for (const bad of ['', 'x', '😀', good.slice(0, 10), `${good}AAAA`, 'AgAC', ' '.repeat(100)]) {
    expect(readFileId(bad), bad).toBeUndefined()
  }
})
