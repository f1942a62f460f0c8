import { expect, it } from 'vitest'
import { browserRefuses } from './consent.ts'
import { addressFor } from './send-report.ts'
import { takeGesture } from './last-gesture.ts'

it('somebody signed in tells the gallery, a guest his share, and nobody tells before he came in', () => {
  expect(
    ['/', '/f/abc', '/s/Slug_1', '/s/Slug_1/f/abc', '/sign-in', '/welcome', '/join'].map(addressFor),
  ).toEqual([
    '/api/telemetry',
    '/api/telemetry',
    '/api/shares/Slug_1/telemetry',
    '/api/shares/Slug_1/telemetry',
    undefined,
    undefined,
    undefined,
  ])
})

it.each([
  [{ globalPrivacyControl: true }, true],
  [{ doNotTrack: '1' }, true],
  [{ globalPrivacyControl: false, doNotTrack: '0' }, false],
  [{ doNotTrack: null }, false],
  [{}, false],
])('a browser with %o refuses: %s', (navigator, refuses) => {
  expect(browserRefuses(navigator)).toBe(refuses)
})

it('the first film of a page counts from when the page was asked for, the next one without a gesture from itself', () => {
  expect(takeGesture(2_000)).toBe(0)
  expect(takeGesture(3_000)).toBe(3_000)
})
