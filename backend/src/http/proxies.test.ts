import { expect, test } from 'vitest'
import { createProxyTrust, isProxy } from './proxies.ts'

/** Walks as Fastify does: from whom we hear, through X-Forwarded-For from its right end. */
const clientOf = (proxies: string[], peer: string, forwarded: string): string => {
  const trust = createProxyTrust(proxies)
  const chain = [
    peer,
    ...forwarded
      .split(',')
      .map((part) => part.trim())
      .toReversed(),
  ]
  return chain.find((address, hop) => !trust(address, hop)) ?? chain.at(-1) ?? ''
}

test.each([
  ['nobody trusted', [], '203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['nginx on this machine', ['loopback'], '127.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['nginx, seen through IPv6', ['loopback'], '::ffff:127.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['what was forged behind nginx', ['loopback'], '127.0.0.1', '127.0.0.1, 198.51.100.1', '198.51.100.1'],
  ['only the forged, all of it trusted', ['loopback'], '127.0.0.1', '198.51.100.1, 127.0.0.1', '127.0.0.1'],
  ['Render', ['10.0.0.0/8', 'cloudflare'], '10.21.157.68', '99.61.165.29, 104.22.17.40', '99.61.165.29'],
  [
    'a Worker at Cloudflare that forges',
    ['10.0.0.0/8', 'cloudflare'],
    '10.21.157.68',
    '192.0.2.66, 2a06:98c0:3600::103, 104.22.17.40',
    '2a06:98c0:3600::103',
  ],
  ['somebody who came around the proxy', ['10.0.0.0/8'], '203.0.113.9', '192.0.2.1', '203.0.113.9'],
  ['an address that is none', ['loopback'], '127.0.0.1', 'unknown', 'unknown'],
])('behind %s the visitor is found', (_name, proxies, peer, forwarded, expected) => {
  expect(clientOf(proxies, peer, forwarded)).toBe(expected)
})

test.each(['127.0.0.1', '::1', '10.0.0.0/8', 'fd00::/8', 'loopback', 'private', 'cloudflare'])(
  '%s is a proxy',
  (text) => {
    expect(isProxy(text)).toBe(true)
  },
)

test.each(['', 'render', '10.0.0', '10.0.0.0/33', '10.0.0.0/', '::/129', '1.2.3.4/8/8', 'toString', '2'])(
  '%j is none',
  (text) => {
    expect(isProxy(text)).toBe(false)
  },
)
