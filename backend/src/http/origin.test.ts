import { expect, test } from 'vitest'
import { isOwnOrigin } from './origin.ts'

const PUBLIC_URL = 'https://gallery.example'

test.each([
  ['the address the browser used', { origin: 'http://localhost:3000', host: 'localhost:3000' }],
  ['the public address behind a proxy', { origin: PUBLIC_URL, host: '10.0.0.5:3000' }],
  ['a program without Origin', { host: 'localhost:3000' }],
  ['an older browser that says same-origin', { host: 'localhost:3000', 'sec-fetch-site': 'same-origin' }],
])('%s is our own', (_name, headers) => {
  expect(isOwnOrigin(headers, PUBLIC_URL)).toBe(true)
})

test.each([
  ['another site', { origin: 'https://evil.example', host: 'localhost:3000' }],
  ['another port', { origin: 'http://localhost:4000', host: 'localhost:3000' }],
  ['a sandboxed frame', { origin: 'null', host: 'localhost:3000' }],
  ['a name that only begins like ours', { origin: 'https://gallery.example.evil', host: 'gallery.example' }],
  ['our public name over http', { origin: 'http://gallery.example', host: 'localhost:3000' }],
  ['an opaque scheme', { origin: 'data:text/html,hi', host: '' }],
  ['a cross-site request without Origin', { host: 'localhost:3000', 'sec-fetch-site': 'cross-site' }],
  ['a sibling on the same site', { host: 'localhost:3000', 'sec-fetch-site': 'same-site' }],
])('%s is foreign', (_name, headers) => {
  expect(isOwnOrigin(headers, PUBLIC_URL)).toBe(false)
})
