import { expect, test } from 'vitest'
import { judgeAnswer, retryAfterMs } from './judge-answer.ts'

const media = { contentType: 'video/mp4' }
const json = { contentType: 'application/json; charset=utf-8' }
const page = { contentType: 'text/html; charset=utf-8' }

test.each([
  [206, media, 'media'],
  [200, media, 'final'],
  [401, json, 'stale'],
  [403, json, 'stale'],
  [404, json, 'final'],
  [410, json, 'final'],
  [416, json, 'final'],
  [429, json, 'passing'],
  [500, json, 'passing'],
  [503, json, 'passing'],
  [504, json, 'passing'],
  // What a host shows in place of a worker that sleeps.
  [200, page, 'passing'],
  [206, page, 'passing'],
  [503, page, 'passing'],
])('%i %o to a range is %s', (status, { contentType }, judgement) => {
  expect(judgeAnswer({ status, contentType }, true)).toBe(judgement)
})

test('without a range 200 is the media, and 206 is not', () => {
  expect(judgeAnswer({ status: 200, ...media }, false)).toBe('media')
  expect(judgeAnswer({ status: 206, ...media }, false)).toBe('final')
})

test('Retry-After counts seconds; dates and nonsense are left alone', () => {
  expect(['3', '0', 'Sat, 28 Nov 2026 15:00:00 GMT', '-1', '1e9', null].map(retryAfterMs)).toEqual([
    3000,
    0,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
