import { expect, test } from 'vitest'
import { wayToVlc } from './open-in-vlc.ts'

const link = 'https://worker.example/stream/abc/Sea%20side.mp4?token=x.y.z'
const on = (agent: string, hasTouch = false) => wayToVlc(link, 'Sea\nside.mp4', agent, hasTouch)

test('Android is called by an intent, in the scheme of the link', () => {
  expect(on('Mozilla/5.0 (Linux; Android 16; Pixel 9) Chrome/156')).toEqual({
    kind: 'address',
    href: 'intent://worker.example/stream/abc/Sea%20side.mp4?token=x.y.z#Intent;package=org.videolan.vlc;type=video/*;scheme=https;end',
  })
})

test.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X)', true],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605', true],
])('iPhones and iPads by a callback: %s', (agent, hasTouch) => {
  expect(on(agent, hasTouch)).toEqual({
    kind: 'address',
    href: `vlc-x-callback://x-callback-url/stream?url=${encodeURIComponent(link)}`,
  })
})

test.each(['Mozilla/5.0 (Windows NT 10.0) Chrome/156', 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156'])(
  'a desk gets a play list of one film: %s',
  (agent) => {
    expect(on(agent)).toEqual({
      kind: 'playlist',
      text: `#EXTM3U\n#EXTINF:-1,Sea side.mp4\n${link}\n`,
      name: 'Sea side.mp4.m3u',
    })
  },
)
