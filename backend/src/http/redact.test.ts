import { expect, test } from 'vitest'
import { redact } from './redact.ts'

const BOT = '123456789:AAE-canary_canary_canary_canary_00'

test.each([
  `request to https://api.telegram.org/bot${BOT}/getMe failed`,
  `https://api.telegram.org/file/bot${encodeURIComponent(BOT)}/photos/1.jpg`,
  `{"token":"${BOT}"}`,
])('a bot token in %j is hidden', (text) => {
  expect(redact(text)).not.toContain('canary')
})

test('link tokens, sign-in codes and session cookies are hidden', () => {
  const text = redact(
    'GET /stream/1/a.mp4?token=eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJnIn0.canary&download=1 /welcome#code=canary "cookie":"gramreel_session=canary; a=b"',
  )
  expect(text).not.toContain('canary')
  expect(text).toContain('download=1')
  expect(text).toContain('a=b')
})

test('the slug of a share and its pass are hidden', () => {
  const text = redact(
    '{"path":"/s/canary-canary-canary-c/f/1"} /api/shares/canary-canary-canary-c/files https://g.example/s/canary-canary-canary-c gramreel_pass=canary; a=b',
  )
  expect(text).not.toContain('canary')
  expect(text).toContain('/f/1')
  expect(text).toContain('/files')
  expect(text).toContain('a=b')
})

test('times, addresses and ordinary words stay readable', () => {
  const text = '{"time":"2026-11-21T10:30:00.000Z","url":"http://127.0.0.1:3000","chat":"-1001234567890"}'
  expect(redact(text)).toBe(text)
})
