// Which proxies stand before us, so that each visitor has an address of his own. X-Forwarded-For is a list that anybody may begin:
// every proxy adds whom it heard from at the right end. It is believed from the right, one entry for each proxy that is
// named, and no further: with a network named that others can send from too (Cloudflare's Workers send from
// Cloudflare's), a longer walk would end at what the sender made up.
import { BlockList, isIP } from 'node:net'

/** Names for networks that are long to write. */
const NETWORKS: Record<string, readonly string[]> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
  // https://www.cloudflare.com/ips/, unchanged from 2021 to 2026.
  cloudflare: [
    '173.245.48.0/20',
    '103.21.244.0/22',
    '103.22.200.0/22',
    '103.31.4.0/22',
    '141.101.64.0/18',
    '108.162.192.0/18',
    '190.93.240.0/20',
    '188.114.96.0/20',
    '197.234.240.0/22',
    '198.41.128.0/17',
    '162.158.0.0/15',
    '104.16.0.0/13',
    '104.24.0.0/14',
    '172.64.0.0/13',
    '131.0.72.0/22',
    '2400:cb00::/32',
    '2606:4700::/32',
    '2803:f800::/32',
    '2405:b500::/32',
    '2405:8100::/32',
    '2a06:98c0::/29',
    '2c0f:f248::/32',
  ],
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** Whether it is an address, a network in CIDR form, or one of the names above. */
export const isProxy = (text: string): boolean => {
  if (Object.hasOwn(NETWORKS, text)) return true
  const [address = '', bits, ...rest] = text.split('/')
  const most = isIP(address) === 6 ? 128 : 32
  const isWhole = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most)
  return isIP(address) !== 0 && isWhole && rest.length === 0
}

const listOf = (proxy: string): BlockList => {
  const list = new BlockList()
  for (const network of NETWORKS[proxy] ?? [proxy]) {
    const [address = '', bits] = network.split('/')
    if (bits === undefined) list.addAddress(address, familyOf(address))
    else list.addSubnet(address, Number(bits), familyOf(address))
  }
  return list
}

export type TrustProxy = (address: string | undefined, hop: number) => boolean

/** For Fastify's `trustProxy`: whether to believe what `address`, `hop` steps from us, says of whom it heard from. */
export const createProxyTrust = (proxies: readonly string[]): TrustProxy => {
  const lists = proxies.map(listOf)
  return (address = '', hop) =>
    hop < lists.length && isIP(address) !== 0 && lists.some((list) => list.check(address, familyOf(address)))
}
